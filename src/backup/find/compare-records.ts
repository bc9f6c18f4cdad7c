import type { RecordTable } from '../../audit/index.ts';
import { redactValue } from '../../model/index.ts';

/** A row as it was in the backup beside what it is now. */
export interface FoundRow {
  readonly key: string;
  readonly state: 'same' | 'changed' | 'gone' | 'new';
  /** Null where the backup has no such row. */
  readonly was: Values | null;
  /** Null where the live database has no such row. */
  readonly is: Values | null;
  /** The columns that differ. */
  readonly changed: readonly string[];
}

type Values = Readonly<Record<string, string | null>>;

/** The rows of one table that belong to the record in either of the two. */
export interface FoundTable {
  readonly table: string;
  readonly label: string;
  readonly rows: readonly FoundRow[];
  /** Whether there are more rows than were compared. */
  readonly more: boolean;
  /** Columns that only one of the two has, which are not compared. */
  readonly onlyInOne: readonly string[];
}

/** Columns that hold what opens a door: whether they differ is told, and not what they hold. */
const SECRET = /pass(?:word|wd|phrase)|secret|token|api_?key|hash/i;

/** What stands in the place of such a value. */
const NOT_TOLD = '(not shown)';

/** Puts what belongs to a record in a backup beside what belongs to it now. */
export function compareRecords(then: readonly RecordTable[], now: readonly RecordTable[], redact: boolean): readonly FoundTable[] {
  const names = [...new Set([...then, ...now].map(({ table }) => table))];
  return names.flatMap((name) => {
    const [was, is] = [then, now].map((side) => side.find(({ table }) => table === name)) as [RecordTable?, RecordTable?];
    const known = was ?? is;
    if (known === undefined) return [];
    const columns = was !== undefined && is !== undefined ? was.columns.filter((column) => is.columns.includes(column)) : known.columns;
    const keys = [...new Set([...(was?.rows.keys() ?? []), ...(is?.rows.keys() ?? [])])];
    const rows = keys.map((key) => foundRow(key, was?.rows.get(key) ?? null, is?.rows.get(key) ?? null, columns, redact));
    const onlyInOne = [...new Set([...(was?.columns ?? []), ...(is?.columns ?? [])])].filter((column) => !columns.includes(column));
    return rows.length === 0 ? [] : [{ table: name, label: known.label, rows, more: (was?.more ?? is?.more) === true, onlyInOne }];
  });
}

function foundRow(key: string, was: Values | null, is: Values | null, columns: readonly string[], redact: boolean): FoundRow {
  const changed = was === null || is === null ? [] : columns.filter((column) => was[column] !== is[column]);
  const state = was === null ? 'new' : is === null ? 'gone' : changed.length > 0 ? 'changed' : 'same';
  return { key, state, was: was === null ? null : told(was, redact), is: is === null ? null : told(is, redact), changed };
}

function told(values: Values, redact: boolean): Values {
  return Object.fromEntries(
    Object.entries(values).map(([column, value]) => {
      if (value !== null && SECRET.test(column)) return [column, NOT_TOLD];
      return [column, redact ? redactValue(column, value) : value];
    }),
  );
}
