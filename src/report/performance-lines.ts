import { djangoTime, median, printable, type CheckPace, type Pace, type RunAccount } from '../model/index.ts';
import { duration, figure } from './html/figures.ts';

/** A column of a table. */
interface Column {
  readonly head: string;
  readonly isRight?: true;
  readonly cells: readonly string[];
}

const GAP = '  ';

/**
 * How fast runs were, and the checks in them: rows and rows per second are left out where they have no room.
 *
 * @param width columns of the terminal; null where there is none
 */
export function performanceLines(runs: readonly RunAccount[], width: number | null): readonly string[] {
  const checks = checksOf(runs);
  return [...runTable(runs, width), ...(checks.length === 0 ? [] : ['', ...checkTable(checks, width)])];
}

function runTable(runs: readonly RunAccount[], width: number | null): readonly string[] {
  return table(
    [
      { head: 'run', cells: runs.map(({ id }) => id.slice(0, 8)) },
      { head: 'started (UTC)', cells: runs.map(({ startedAt }) => djangoTime(startedAt).slice(0, 19)) },
      { head: 'what', cells: runs.map(({ mode }) => mode) },
      { head: 'took', isRight: true, cells: runs.map(({ performance }) => tookOf(performance ?? null)) },
    ],
    speedColumns(runs.map(({ performance }) => performance ?? null)),
    width,
  );
}

/** What the runs tell of one check, the newest first. */
interface CheckPaces {
  readonly check: string;
  readonly newest: CheckPace;
  readonly median: number;
}

/** The slowest first. */
function checksOf(runs: readonly RunAccount[]): readonly CheckPaces[] {
  const paces = new Map<string, CheckPace[]>();
  for (const { performance } of runs)
    for (const pace of (performance?.checks ?? []).toReversed()) paces.set(pace.check, [...(paces.get(pace.check) ?? []), pace]);
  return [...paces]
    .flatMap(([check, [newest, ...older]]) =>
      newest === undefined ? [] : [{ check, newest, median: median([newest, ...older].map(({ durationMs }) => durationMs)) ?? 0 }],
    )
    .sort((one, other) => other.newest.durationMs - one.newest.durationMs || (one.check < other.check ? -1 : 1));
}

function checkTable(checks: readonly CheckPaces[], width: number | null): readonly string[] {
  const newest = checks.map((each) => each.newest);
  return table(
    [
      { head: 'check', cells: checks.map(({ check }) => printable(check)) },
      { head: 'newest', isRight: true, cells: newest.map(tookOf) },
      { head: 'median', isRight: true, cells: checks.map((each) => duration(each.median)) },
    ],
    speedColumns(newest),
    width,
  );
}

function speedColumns(paces: readonly (Pace | null)[]): readonly Column[] {
  const number = (value: number | null | undefined): string => (value == null ? '–' : figure(value));
  return [
    { head: 'rows/s', isRight: true, cells: paces.map((pace) => number(pace?.rowsPerSecond)) },
    { head: 'rows', isRight: true, cells: paces.map((pace) => number(pace?.examined)) },
  ];
}

const tookOf = (pace: Pace | null): string => (pace === null ? '–' : duration(pace.durationMs));

/** Lines of a table, with as many of the further columns as have room. */
function table(columns: readonly Column[], further: readonly Column[], width: number | null): readonly string[] {
  for (let kept = further.length; kept >= 0; kept--) {
    const lines = rowsOf([...columns, ...further.slice(0, kept)]);
    if (kept === 0 || width === null || (lines[0]?.length ?? 0) <= width) return lines.map((line) => line.trimEnd());
  }
  return [];
}

function rowsOf(columns: readonly Column[]): readonly string[] {
  const laid = columns.map(({ head, isRight, cells }) => {
    const width = Math.max(...[head, ...cells].map(({ length }) => length));
    return [head, ...cells].map((cell) => (isRight === true ? cell.padStart(width) : cell.padEnd(width)));
  });
  return (laid[0] ?? []).map((_, row) => laid.map((cells) => cells[row] ?? '').join(GAP));
}
