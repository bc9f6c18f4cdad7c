import { keyOf } from '../../src/demo/schema.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Takes out of JSON reports, and of all rows as `contents()` gives them, what is never the same twice: times and durations, ids of runs,
 * keys that only a write makes.
 *
 * @param before all rows as they were
 */
export function normaliser(before: string): { report(text: string): unknown; rows(text: string): unknown } {
  const since = Date.now() - 2_000;
  const tables = (text: string): readonly (readonly [string, readonly Row[]])[] => JSON.parse(text) as never;
  const known = new Map(tables(before).map(([table, rows]) => [table, new Set(rows.map((row) => bare(row[keyOf(table)])))]));
  const isMade = (table: string, key: unknown): boolean => key != null && known.get(table)?.has(bare(key)) === false;
  /** Times since the trial began are those of its writes. */
  const withoutNow = (text: string): string =>
    text.replace(/"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00|Z)?"/g, (whole, day: string, time: string) => {
      const told = Date.parse(`${day}T${time.slice(0, 12)}Z`);
      return told >= since && told <= Date.now() + 2_000 ? '"<now>"' : whole;
    });
  const withoutKey = (table: string, row: Row | null): Row | null =>
    row !== null && isMade(table, row[keyOf(table)]) ? { ...row, [keyOf(table)]: '<made>' } : row;
  return {
    report(text) {
      const { database, run, ...rest } = JSON.parse(withoutNow(text)) as {
        readonly database: { readonly engine: string };
        readonly run: { readonly mode: string; readonly user: unknown };
        readonly changes: readonly { readonly table: string; readonly key: Row; readonly before: Row | null; readonly after: Row | null }[];
      };
      const changes = rest.changes.map((change) => ({
        ...change,
        key: withoutKey(change.table, change.key),
        before: withoutKey(change.table, change.before),
        after: withoutKey(change.table, change.after),
      }));
      // Transactions run side by side, and an undo goes back through them in the order in which they ended.
      if (run.mode !== 'dry-run') changes.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      const whole = { ...rest, changes, engine: database.engine, mode: run.mode, user: run.user };
      return withoutMembers(whole, ['durationMs', 'undoes']);
    },
    rows: (text) =>
      tables(withoutNow(text)).map(([table, rows]) => [
        table,
        rows.map((row) => JSON.stringify(Object.entries(withoutKey(table, row) ?? {}).sort())).sort(),
      ]),
  };
}

/** The same value without members of these names, however deep they are. */
function withoutMembers(value: unknown, names: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(value, (member, part: unknown) => (names.includes(member) ? undefined : part))) as unknown;
}

/** A key as text, however the engine writes it. */
function bare(key: unknown): string {
  return String(key).replaceAll('-', '');
}
