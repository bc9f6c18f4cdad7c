import picocolors from 'picocolors';
import type { FindingLife, LifeEvent } from '../../history/index.ts';
import { djangoTime, printable, type EvidenceValue, type Finding, type SentenceRule } from '../../model/index.ts';
import { answerJson, toldSentence } from '../../report/index.ts';
import { findingSaid, lifeMembers, redactLife, toldText } from '../../service/index.ts';
import { withHistory, type HistoryFlags } from '../history-options.ts';
import type { Terminal } from '../terminal.ts';

/** What an event is, for people. */
const WORDS = {
  new: 'found for the first time',
  returned: 'there again',
  changed: 'changed',
  restated: 'told in other words',
  resolved: 'gone',
} as const;

/** Tells the life of one finding over all runs. */
export async function tellHistory(name: string, flags: HistoryFlags, terminal: Terminal): Promise<void> {
  await withHistory(flags, async ({ store, subject, redact, ruleOf }) => {
    const kept = await store.history.life(subject, name, toldText(name, redact));
    const life = redact ? redactLife(kept) : kept;
    if (flags.format === 'json') terminal.print(answerJson(lifeMembers(life, ruleOf)), 'data');
    else terminal.print(linesOf(life, ruleOf(life.check), picocolors.createColors(flags.color && terminal.hasColors).bold).join('\n'));
  });
}

function linesOf(
  { check, fingerprint, events, isOpen, lookedAt }: FindingLife,
  rule: SentenceRule | null,
  bold: (text: string) => string,
): readonly string[] {
  const last = events.findLast(({ said }) => said !== null)?.said ?? null;
  const sentence = last === null ? printable(check) : toldSentence(findingSaid(check, fingerprint, last), rule);
  const lines = [bold(sentence), `  ${printable(check)}  ${fingerprint}`, ''];
  let before: LifeEvent | null = null;
  for (const event of events) {
    lines.push(`  ${djangoTime(event.at).slice(0, 19)}  ${event.run.slice(0, 8)}  ${whatOf(event, before)}`);
    if (event.said !== null) {
      for (const difference of differences(before?.said, event.said)) lines.push(`      ${difference}`);
      before = event;
    }
  }
  const looked = lookedAt === null ? '' : ` (last looked at ${djangoTime(lookedAt).slice(0, 19)})`;
  return [...lines, '', isOpen ? `It is there${looked}.` : `It is gone${looked}.`];
}

function whatOf({ what, acknowledged }: LifeEvent, before: LifeEvent | null): string {
  if (what !== 'restated' || before === null || before.acknowledged === acknowledged) return WORDS[what];
  return acknowledged ? 'acknowledged' : 'no longer acknowledged';
}

/** The values that are others than before. */
function differences(before: LifeEvent['said'] | undefined, after: LifeEvent['said']): readonly string[] {
  if (before == null || after === null || !('actual' in before) || !('actual' in after)) return [];
  const [one, other] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) =>
    one[name] === other[name] ? [] : [printable(`${name}: ${one[name] ?? 'nothing'} → ${other[name] ?? 'nothing'}`)],
  );
}

function valuesOf({ cause, expected, actual }: Pick<Finding, 'cause' | 'expected' | 'actual'>): Readonly<Record<string, string>> {
  const text = (value: EvidenceValue): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const named = (what: string, values: Finding['actual']): [string, string][] =>
    Object.entries(values).map(([name, value]) => [`${what} ${name}`, text(value)]);
  return Object.fromEntries([['cause', cause ?? 'none'], ...named('expected', expected), ...named('found', actual)]);
}
