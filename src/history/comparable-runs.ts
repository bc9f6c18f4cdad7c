import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { COMPARED_RUNS, type RunMode, type TimedRun } from '../model/index.ts';
import { checkWord } from './check-word.ts';
import type { HistoryTables } from './history-tables.ts';

/** What runs have to have in common for their times to be comparable. */
export interface RunLike {
  readonly mode: RunMode;
  /** The person it is narrowed to. */
  readonly username: string | null;
  /** What it was told of findings: to list them takes longer than to count them. */
  readonly detail: 'counts' | 'keys' | 'findings';
  /** What its checks stand for, and the settings, by {@link rulesHash}. */
  readonly rules: string;
  /** How many checks gave an answer. */
  readonly answered: number;
}

/** The checks of a run and its settings by their hash: runs of which it is the same look at the same. */
export function rulesHash(rules: unknown, settings: string): string {
  return createHash('sha1')
    .update(`${settings}\n${JSON.stringify(rules)}`)
    .digest('hex');
}

/** The newest comparable runs of a subject that came to their end, as long as they took. */
export async function readComparableRuns(
  database: Kysely<HistoryTables>,
  subject: number,
  { mode, username, detail, rules, answered }: RunLike,
): Promise<readonly TimedRun[]> {
  const runs = await database
    .selectFrom('peerquest_audit_recording as run')
    .select(['run.number', 'run.duration_ms'])
    .where('run.subject_id', '=', subject)
    .where('run.mode', '=', mode)
    .where('run.state', '=', 'finished')
    .where('run.detail', '=', detail)
    .where('run.rules', '=', rules)
    .where('run.username', username === null ? 'is' : '=', username)
    .where(
      (eb) =>
        eb
          .selectFrom('peerquest_audit_look as look')
          .select(({ fn }) => fn.countAll<number>().as('answered'))
          .whereRef('look.subject_id', '=', 'run.subject_id')
          .whereRef('look.number', '=', 'run.number')
          .where('look.part', '=', 0)
          .where('look.found', 'is not', null),
      '=',
      answered,
    )
    .orderBy('run.number', 'desc')
    .limit(COMPARED_RUNS)
    .execute();
  if (runs.length === 0) return [];
  const looks = await database
    .selectFrom('peerquest_audit_look as look')
    .innerJoin('peerquest_audit_word as word', checkWord('look'))
    .select(['look.number', 'word.word', 'look.duration_ms'])
    .where('look.subject_id', '=', subject)
    .where(
      'look.number',
      'in',
      runs.map(({ number }) => Number(number)),
    )
    .where('look.part', '=', 0)
    .where('look.found', 'is not', null)
    .execute();
  return runs.map(({ number, duration_ms }) => ({
    durationMs: Number(duration_ms),
    checks: new Map(looks.filter((look) => Number(look.number) === Number(number)).map((look) => [look.word, Number(look.duration_ms)])),
  }));
}
