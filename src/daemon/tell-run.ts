import { UNNAMED } from '../model/index.ts';
import type { Log } from '../log.ts';
import type { RunEnding, StartedRun } from '../service/index.ts';

/** Tells in the log what a run came to. */
export function tellRun(log: Log, { wish, ticket }: StartedRun, { run, exitCode, error, sum }: RunEnding): void {
  const facts = { database: wish.database ?? UNNAMED, kind: wish.kind, operator: wish.operator, ticket, run, exitCode };
  // The line itself stands apart, for those who look for it.
  if (error === null) log.info('run-finished', { ...facts, issues: sum === null ? null : sum.replace(/^.*: /, '') });
  else log.error('run-failed', { ...facts, error });
}
