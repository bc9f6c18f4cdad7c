import type { Job } from '../../api/types.ts';
import { commandLine } from '../../commands/command-line.ts';

/** The command that does what a job does (docs/schedule.md). */
export function jobCommand({ kind, database, checks, detailed, report, failOn }: Job, all: readonly string[]): string {
  if (kind === 'backup') return commandLine('backup', 'verify', '--of', database, ...(checks === null ? [] : ['--only', checks.join(',')]));
  return commandLine(
    'audit',
    ...(all.length < 2 ? [] : ['--database', database]),
    ...(checks === null ? [] : ['--only', checks.join(',')]),
    ...(detailed ? ['--record-findings'] : []),
    ...Object.entries(report).flatMap(([form, file]) => ['--report', `${form}=${file}`]),
    ...(failOn === null ? [] : ['--fail-on', failOn]),
  );
}
