import picocolors from 'picocolors';
import type { OpenFilter, OpenFinding } from '../../history/index.ts';
import { systemClock } from '../../clock.ts';
import { djangoTime, minuteOf, printed, type SentenceRule } from '../../model/index.ts';
import { answerJson, toJson, toldInLines } from '../../report/index.ts';
import { findingSaid, onlyCounted, openMembers, redactOpen } from '../../service/index.ts';
import { lagsBehind, withHistory, type HistoryFlags } from '../history-options.ts';
import { streamOutput } from '../../output.ts';
import type { Terminal } from '../terminal.ts';

/** Findings that are listed for people unless more are asked for. */
const LISTED = 50;
const DAY = 86_400_000;

/** Flags of `findings`. */
export interface FindingsFlags extends HistoryFlags {
  readonly new?: boolean;
  readonly returned?: boolean;
  readonly acknowledged?: boolean;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly user?: string;
  readonly quest?: string;
  readonly check?: readonly string[];
  readonly cause?: string;
  readonly limit?: number;
}

/** Lists what is there as far as the history knows: no database is asked. */
export async function listFindings(flags: FindingsFlags, terminal: Terminal): Promise<void> {
  await withHistory(flags, async ({ store, subject, redact, ruleOf }) => {
    const filter = filterOf(flags);
    const count = await store.history.countOpen(subject, filter);
    const counted = await onlyCounted(store, subject);
    const isJson = flags.format === 'json';
    const limit = flags.limit ?? (isJson ? Infinity : LISTED);
    const output = streamOutput(terminal.stdout, isJson ? undefined : terminal.fit);
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    let told = 0;
    if (isJson) {
      const head = answerJson({ subject: { name: subject.name, database: subject.database }, count, onlyCounted: counted });
      output.write(`${head.slice(0, -1)},"findings":[`);
    }
    for await (const page of store.history.open(subject, filter, limit)) {
      for (const kept of page) {
        told += 1;
        const finding = redact ? redactOpen(kept) : kept;
        const rule = ruleOf(finding.check);
        if (isJson) output.write(`${told === 1 ? '\n' : ',\n'}${toJson(openMembers(finding, rule))}`);
        else output.write(linesOf(finding, rule, colors.dim).join('\n') + '\n');
      }
    }
    if (isJson) output.write(']}\n');
    else if (count === 0)
      output.write(`${emptyOf(flags)} (as of the last audit of ${printed`${subject.database}`}, ${minuteOf(subject.lastRunAt)} UTC)\n`);
    else {
      output.write(`\n${count} ${count === 1 ? 'finding' : 'findings'}${told < count ? `, of which ${told} are listed (--limit)` : ''}.\n`);
    }
    if (!isJson && counted !== null) output.write(`${lagsBehind(counted)}\n`);
    await output.finish();
  });
}

function filterOf({ check, cause, user, quest, olderThan, returned, acknowledged, ...flags }: FindingsFlags): OpenFilter {
  return {
    checks: check,
    cause,
    user,
    quest,
    before: olderThan === undefined ? undefined : new Date(systemClock().getTime() - olderThan).toISOString(),
    state: flags.new === true ? 'new' : returned === true ? 'returned' : undefined,
    acknowledged,
  };
}

function emptyOf({ check, cause, user, quest, olderThan, returned, acknowledged, ...flags }: FindingsFlags): string {
  const isFiltered = [check, cause, user, quest, olderThan, returned, acknowledged, flags.new].some((one) => one !== undefined);
  return isFiltered ? 'No finding that the history knows of is like this' : 'The history knows of no finding';
}

function linesOf(
  { check, fingerprint, said, since, hasReturned, acknowledged }: OpenFinding,
  rule: SentenceRule | null,
  dim: (text: string) => string,
): readonly string[] {
  const [sentence = '', ...further] = toldInLines(findingSaid(check, fingerprint, said), rule);
  const days = Math.floor((systemClock().getTime() - Date.parse(since)) / DAY);
  const age = days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`;
  const seen = `${hasReturned ? 'Returned' : 'Since'}: ${djangoTime(since).slice(0, 16)} UTC (${age})`;
  return [`${acknowledged ? '☑' : '❌'} ${sentence}`, ...[...further, seen].map((detail) => dim(`     ${detail}`))];
}
