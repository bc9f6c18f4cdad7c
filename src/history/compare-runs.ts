import type { Kysely } from 'kysely';
import { checkWord } from './check-word.ts';
import { BEGAN, type HistoryTables } from './history-tables.ts';
import type { Said } from './met-findings.ts';
import { Blocks } from './recorded-findings.ts';
import type { RecordedRun } from './recorded-runs.ts';
import { bytesOf } from './whole.ts';

/** What became of a finding between two runs. */
export type Difference = 'new' | 'returned' | 'resolved' | 'changed';

/** A finding that is another in the later of two runs, or only in one of them. */
export interface ComparedFinding {
  readonly what: Difference;
  readonly check: string;
  readonly fingerprint: string;
  /** What it said in the earlier run; null where it was not there. */
  readonly before: Said | null;
  /** What it said in the later one; null where it is gone. */
  readonly after: Said | null;
}

/** Two runs of one subject, compared. */
export interface RunComparison {
  /** Checks of which both runs met all that there was: only these are compared. */
  readonly compared: readonly string[];
  /** Checks of which one of the runs did not meet all: nothing is said of their findings. */
  readonly notCompared: readonly string[];
  /** How many findings were there in both, changed or not. */
  readonly still: number;
  /** How many are another, by what became of them. */
  readonly counts: Readonly<Record<Difference, number>>;
  readonly findings: readonly ComparedFinding[];
}

interface Alive {
  readonly block: number;
  readonly place: number;
  readonly evidence: number | null;
}

/**
 * What became of findings between two runs, of the checks of which both met all: what differs has begun or ended between them.
 *
 * @param earlier recorded before the other
 * @param most how many of each kind are told at most
 */
export async function compareRuns(
  database: Kysely<HistoryTables>,
  earlier: RecordedRun,
  later: RecordedRun,
  most = Infinity,
): Promise<RunComparison> {
  const subject = later.subjectId;
  const checks = await comparable(database, earlier, later);
  const names = new Map(checks.map(({ number, check }) => [number, check]));
  const both = checks.filter(({ isWhole }) => isWhole);
  const compared = new Set(both.map(({ number }) => number));
  const rows = await begunOrEnded(database, earlier, later);
  const met = new Map<string, { readonly check: number; before: Alive | null; after: Alive | null; hasReturned: boolean }>();
  for (const row of rows) {
    if (!compared.has(Number(row.check_no))) continue;
    const fingerprint = bytesOf(row.fingerprint).toString('hex');
    const finding = met.get(fingerprint) ?? { check: Number(row.check_no), before: null, after: null, hasReturned: false };
    met.set(fingerprint, finding);
    const [began, ended] = [Number(row.began), row.ended === null ? Infinity : Number(row.ended)];
    const alive = { block: Number(row.block_no), place: Number(row.place), evidence: row.evidence === null ? null : Number(row.evidence) };
    if (began <= earlier.number && ended > earlier.number) finding.before = alive;
    if (began <= later.number && ended > later.number) finding.after = alive;
    if (Number(row.began_as) === BEGAN.returned) finding.hasReturned = true;
  }
  const differences = [...met].flatMap(([fingerprint, { check, before, after, hasReturned }]) => {
    const what = differenceOf(before, after, hasReturned);
    return what === null ? [] : [{ what, check: names.get(check) ?? '', fingerprint, before, after }];
  });
  const counts = { new: 0, returned: 0, resolved: 0, changed: 0 };
  const told = differences.filter(({ what }) => ++counts[what] <= most);
  const said = await saidAt(
    new Blocks(database, subject),
    told.flatMap(({ before, after }) => [before, after].filter((one) => one !== null)),
  );
  return {
    compared: both.map(({ check }) => check),
    notCompared: checks.filter(({ isWhole }) => !isWhole).map(({ check }) => check),
    still: both.reduce((sum, { there }) => sum + there, 0) - counts.resolved,
    counts,
    findings: told.map(({ before, after, ...finding }) => ({
      ...finding,
      before: before === null ? null : (said.get(before) ?? null),
      after: after === null ? null : (said.get(after) ?? null),
    })),
  };
}

/** What is said at these places: a block after the other, so that each is unpacked once. */
async function saidAt(blocks: Blocks, places: readonly Alive[]): Promise<ReadonlyMap<Alive, Said>> {
  const said = new Map<Alive, Said>();
  for (const place of places.toSorted((one, other) => one.block - other.block)) said.set(place, await blocks.at(place));
  return said;
}

/** The spans that runs after the earlier one, up to the later, have begun or ended, in the order of checks and of recording. */
async function begunOrEnded(database: Kysely<HistoryTables>, earlier: RecordedRun, later: RecordedRun) {
  const spans = database
    .selectFrom('peerquest_audit_span')
    .select(['span_no', 'fingerprint', 'check_no', 'began', 'began_as', 'ended', 'evidence', 'block_no', 'place'])
    .where('subject_id', '=', later.subjectId);
  const [first, last] = [await lastSpanOf(database, earlier), await lastSpanOf(database, later)];
  const begun = await spans.where('span_no', '>', first).where('span_no', '<=', last).execute();
  const ended = await spans.where('ended', '>', earlier.number).where('ended', '<=', later.number).where('span_no', '<=', first).execute();
  return [...begun, ...ended].sort(
    (one, other) => Number(one.check_no) - Number(other.check_no) || Number(one.span_no) - Number(other.span_no),
  );
}

/** The last span that a run, or one before it, has begun: runs number them in the order in which they are recorded, so that it is soon found. */
async function lastSpanOf(database: Kysely<HistoryTables>, { subjectId, number }: RecordedRun): Promise<number> {
  const spans = database
    .selectFrom('peerquest_audit_span')
    .select(['span_no', 'began'])
    .where('subject_id', '=', subjectId)
    .orderBy('span_no', 'desc')
    .limit(1);
  const newest = await spans.executeTakeFirst();
  let [low, high] = [0, Number(newest?.span_no ?? 0)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const span = await spans.where('span_no', '<=', middle).where('span_no', '>', low).executeTakeFirst();
    if (span !== undefined && Number(span.began) > number) high = Number(span.span_no) - 1;
    else low = middle;
  }
  return low;
}

function differenceOf(before: Alive | null, after: Alive | null, hasReturned: boolean): Difference | null {
  if (before === null) return after === null ? null : hasReturned ? 'returned' : 'new';
  if (after === null) return 'resolved';
  return before.evidence !== null && after.evidence !== null && before.evidence !== after.evidence ? 'changed' : null;
}

/** The checks that one of two runs looked at, and whether both met all of what was there. */
async function comparable(
  database: Kysely<HistoryTables>,
  earlier: RecordedRun,
  later: RecordedRun,
): Promise<readonly { readonly number: number; readonly check: string; readonly isWhole: boolean; readonly there: number }[]> {
  const rows = await database
    .selectFrom('peerquest_audit_look as look')
    .innerJoin('peerquest_audit_word as word', checkWord('look'))
    .select(['look.number', 'look.check_no', 'look.part', 'look.outcome', 'look.extent', 'look.found', 'look.acknowledged', 'word.word'])
    .where('look.subject_id', '=', later.subjectId)
    .where('look.number', 'in', [earlier.number, later.number])
    .orderBy('look.check_no')
    .orderBy('look.part')
    .execute();
  const looks = new Map<number, { check: string; whole: Map<number, boolean>; applies: boolean; there: number }>();
  for (const { number, check_no, outcome, extent, found, acknowledged, word } of rows) {
    const look = looks.get(Number(check_no)) ?? { check: word, whole: new Map<number, boolean>(), applies: false, there: 0 };
    looks.set(Number(check_no), look);
    // After a repair counts what was there after it.
    if (outcome !== 'does-not-apply') look.applies = true;
    look.whole.set(Number(number), extent === 'all');
    if (Number(number) === earlier.number) look.there = Number(found ?? 0) + Number(acknowledged);
  }
  // What applied in neither run has nothing to compare.
  const applied = [...looks].filter(([, { applies }]) => applies);
  return applied.map(([number, { check, whole, there }]) => ({
    number,
    check,
    there,
    isWhole: whole.get(earlier.number) === true && whole.get(later.number) === true,
  }));
}
