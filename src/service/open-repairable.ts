import { tablesWrittenFor } from '../repair/index.ts';
import type { SummarySource } from './open-summary.ts';

/** So many findings of a check are looked at to tell which of them a repair mends. */
const MOST = 10_000;

/** What of a check's open findings a repair mends. */
export interface Repairable {
  readonly check: string;
  readonly open: number;
  /** How many a repair mends without a person's judgement; null where only a look at each tells: they are too many, or the history keeps none. */
  readonly automatic: number | null;
  /** The tables that it may write to. */
  readonly writes: readonly string[];
}

/** The open findings of a subject by check, the most first, and what of them a repair mends: those that are acknowledged are in none of the numbers. */
export async function openRepairable({
  store: { history },
  subject,
  checks,
}: Pick<SummarySource, 'store' | 'subject' | 'checks'>): Promise<readonly Repairable[]> {
  const known = new Map(checks.map((check) => [check.id, check]));
  const { counts } = await history.countOpenBy(subject, 'check');
  const told: Repairable[] = [];
  for (const { name, open } of counts) {
    if (name === null || open === 0) continue;
    const mends = known.get(name)?.mends;
    const automatic = mends === undefined ? 0 : mends === 'all' ? open : open > MOST ? null : await countAutomatic(name);
    told.push({ check: name, open, automatic, writes: mends === undefined ? [] : tablesWrittenFor(name) });
  }
  return told;

  async function countAutomatic(check: string): Promise<number | null> {
    let count = 0;
    for await (const findings of history.open(subject, { checks: [check], acknowledged: false }))
      for (const { said } of findings) {
        // An audit that kept keys only does not tell.
        if (!('repair' in said)) return null;
        if (said.repair === 'automatic') count += 1;
      }
    return count;
  }
}
