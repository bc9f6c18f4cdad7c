import { shellWord } from '../../../../src/model/shell-word.ts';
import type { Job } from '../../api/types.ts';

/** The command that does what a job does, for a POSIX shell (docs/schedule.md). */
export function jobCommand({ database, checks, detailed, report, failOn }: Job, all: readonly string[]): string {
  const words = [
    'peerquest-audit',
    'audit',
    ...(all.length < 2 ? [] : ['--database', database]),
    ...(checks === null ? [] : ['--only', checks.join(',')]),
    ...(detailed ? ['--record-findings'] : []),
    ...Object.entries(report).flatMap(([form, file]) => ['--report', `${form}=${file}`]),
    ...(failOn === null ? [] : ['--fail-on', failOn]),
  ];
  return words.map((word) => shellWord(word, 'linux')).join(' ');
}
