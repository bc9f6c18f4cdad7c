import picocolors from 'picocolors';
import { UsageError } from '../../errors.ts';
import type { Difference, RecordedRun, RunComparison } from '../../history/index.ts';
import { djangoTime, printable } from '../../model/index.ts';
import { answerJson, toldSentence } from '../../report/index.ts';
import { comparisonMembers, findingSaid, redactComparison } from '../../service/index.ts';
import { withHistory, type HistoryFlags, type OpenHistory } from '../history-options.ts';
import { streamOutput } from '../../output.ts';
import type { Terminal } from '../terminal.ts';

/** Findings of each kind that are listed for people unless more are asked for. */
const LISTED = 20;

/** Flags of `compare`. */
export interface CompareFlags extends HistoryFlags {
  readonly limit?: number;
}

const TITLES = [
  ['new', 'New'],
  ['returned', 'There again'],
  ['changed', 'Evidence changed'],
  ['resolved', 'Gone'],
] as const satisfies readonly (readonly [Difference, string])[];

/** Tells what became of findings between two runs. */
export async function compareTwo(one: string, other: string, flags: CompareFlags, terminal: Terminal): Promise<void> {
  await withHistory(flags, async ({ store, subject, redact, ruleOf }) => {
    const among = flags.subject === undefined ? null : subject.name;
    const second = await store.history.find(other, among);
    // What is counted back from the last run counts among the same database's.
    const first = await store.history.find(one, second.subject);
    if (first.subjectId !== second.subjectId) {
      throw new UsageError(
        'TWO_SUBJECTS',
        `Run ${first.id.slice(0, 8)} is of another database than run ${second.id.slice(0, 8)}: compare two of one.`,
      );
    }
    if (first.number === second.number) {
      throw new UsageError('SAME_RUN', `Both names mean run ${first.id.slice(0, 8)}: name two, such as last~1 and last.`);
    }
    const [earlier, later] = first.number < second.number ? [first, second] : [second, first];
    const kept = await store.history.compare(earlier, later, flags.format === 'json' ? Infinity : (flags.limit ?? LISTED));
    const comparison = redact ? redactComparison(kept) : kept;
    const output = streamOutput(terminal.stdout, flags.format === 'json' ? undefined : terminal.fit);
    output.write(
      flags.format === 'json'
        ? `${answerJson(comparisonMembers(earlier, later, comparison, ruleOf))}\n`
        : `${linesOf(earlier, later, comparison, ruleOf, picocolors.createColors(flags.color && terminal.hasColors).bold).join('\n')}\n`,
    );
    await output.finish();
  });
}

function linesOf(
  earlier: RecordedRun,
  later: RecordedRun,
  { compared, notCompared, still, counts, findings }: RunComparison,
  ruleOf: OpenHistory['ruleOf'],
  bold: (text: string) => string,
): readonly string[] {
  const run = ({ id, mode, startedAt }: RecordedRun): string => `${mode} ${id.slice(0, 8)} of ${djangoTime(startedAt).slice(0, 19)}`;
  const lines = [bold(`From ${run(earlier)} to ${run(later)}`)];
  if (notCompared.length > 0) {
    lines.push(`  Not compared, as one of the runs did not list all of their findings: ${printable(notCompared.join(', '))}`);
  }
  if (compared.length === 0) return [...lines, '  Nothing can be compared: audit with --detailed, or with --record-findings.'];
  for (const [what, title] of TITLES) {
    const some = findings.filter((finding) => finding.what === what);
    lines.push('', bold(`${title}: ${counts[what]}`));
    for (const { check, fingerprint, before, after } of some) {
      const said = after ?? before;
      if (said !== null) lines.push(`  ${toldSentence(findingSaid(check, fingerprint, said), ruleOf(check))}`);
    }
    if (some.length < counts[what]) lines.push(`  … and ${counts[what] - some.length} more (raise --limit to list them)`);
  }
  return [...lines, '', `Still there: ${still}`];
}
