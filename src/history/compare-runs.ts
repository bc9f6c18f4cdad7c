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
 */
export async function compareRuns(database: Kysely<HistoryTables>, earlier: RecordedRun, later: RecordedRun): Promise<RunComparison> {
  const subject = later.subjectId;
  const checks = await comparable(database, earlier, later);
  const names = new Map(checks.map(({ number, check }) => [number, check]));
  const both = checks.filter(({ isWhole }) => isWhole);
  const compared = new Set(both.map(({ number }) => number));
  const rows = await database
    .selectFrom('peerquest_audit_span')
    .select(['fingerprint', 'check_no', 'began', 'began_as', 'ended', 'evidence', 'block_no', 'place'])
    .where('subject_id', '=', subject)
    .where((eb) =>
      eb.or([
        eb.and([eb('began', '>', earlier.number), eb('began', '<=', later.number)]),
        eb.and([eb('ended', '>', earlier.number), eb('ended', '<=', later.number)]),
      ]),
    )
    .orderBy('check_no')
    .orderBy('span_no')
    .execute();
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
  const blocks = new Blocks(database, subject);
  const findings: ComparedFinding[] = [];
  let resolved = 0;
  for (const [fingerprint, { check, before, after, hasReturned }] of met) {
    const what = differenceOf(before, after, hasReturned);
    if (what === 'resolved') resolved += 1;
    if (what === null) continue;
    findings.push({
      what,
      check: names.get(check) ?? '',
      fingerprint,
      before: before === null ? null : await blocks.at(before),
      after: after === null ? null : await blocks.at(after),
    });
  }
  const there = await countAlive(database, earlier, [...compared]);
  return {
    compared: both.map(({ check }) => check),
    notCompared: checks.filter(({ isWhole }) => !isWhole).map(({ check }) => check),
    still: there - resolved,
    findings,
  };
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
): Promise<readonly { readonly number: number; readonly check: string; readonly isWhole: boolean }[]> {
  const rows = await database
    .selectFrom('peerquest_audit_look as look')
    .innerJoin('peerquest_audit_word as word', checkWord('look'))
    .select(['look.number', 'look.check_no', 'look.part', 'look.outcome', 'look.extent', 'word.word'])
    .where('look.subject_id', '=', later.subjectId)
    .where('look.number', 'in', [earlier.number, later.number])
    .orderBy('look.check_no')
    .orderBy('look.part')
    .execute();
  const looks = new Map<number, { check: string; whole: Map<number, boolean>; applies: boolean }>();
  for (const { number, check_no, outcome, extent, word } of rows) {
    const look = looks.get(Number(check_no)) ?? { check: word, whole: new Map<number, boolean>(), applies: false };
    looks.set(Number(check_no), look);
    // After a repair counts what was there after it.
    if (outcome !== 'does-not-apply') look.applies = true;
    look.whole.set(Number(number), extent === 'all');
  }
  // What applied in neither run has nothing to compare.
  const applied = [...looks].filter(([, { applies }]) => applies);
  return applied.map(([number, { check, whole }]) => ({
    number,
    check,
    isWhole: whole.get(earlier.number) === true && whole.get(later.number) === true,
  }));
}

async function countAlive(database: Kysely<HistoryTables>, { subjectId, number }: RecordedRun, checks: readonly number[]): Promise<number> {
  if (checks.length === 0) return 0;
  const row = await database
    .selectFrom('peerquest_audit_span')
    .select(({ fn }) => fn.countAll<number | string>().as('alive'))
    .where('subject_id', '=', subjectId)
    .where('check_no', 'in', checks)
    .where('began', '<=', number)
    .where((eb) => eb.or([eb('ended', 'is', null), eb('ended', '>', number)]))
    .executeTakeFirstOrThrow();
  return Number(row.alive);
}
