import { emptyRecord, type CheckId } from '../../model/index.ts';
import type { PlannedChange } from '../planned-change.ts';
import { sameValue, type StoredRow } from '../stored-value.ts';
import { targets, type Target } from './index.ts';

/** What the targets do to one table together, or take back of it. */
interface WrittenTogether {
  /** Whether they insert or delete whole rows. */
  readonly rows: boolean;
  /** The columns that they update. */
  readonly columns: readonly string[];
}

/**
 * Everything that the targets write, as each says of itself, but for what merging duplicates moves (see {@link isMove}). A test holds
 * what a target says against what it writes.
 */
export const WRITTEN: Readonly<Record<string, WrittenTogether>> = written(targets);

/** What these targets write, by table. */
function written(all: readonly Pick<Target, 'writes'>[]): Readonly<Record<string, WrittenTogether>> {
  const together = emptyRecord<WrittenTogether>();
  for (const [table, { rows, columns }] of all.flatMap(({ writes }) => Object.entries(writes))) {
    const known = together[table];
    together[table] = { rows: rows !== null || known?.rows === true, columns: [...(known?.columns ?? []), ...columns] };
  }
  return together;
}

/** Whether a change may be one of duplicates that are merged: one column of another table's row, which refers to a participant row. */
export function isMove({ check, table, operation, before, after }: PlannedChange): boolean {
  return (
    check === ('duplicate-participant' satisfies CheckId) &&
    !(table in WRITTEN) &&
    operation === 'update' &&
    columnsOf(before, after).length === 1
  );
}

/**
 * Why a change is none that a target makes, as what stands after its table: for plans and journals, which other programs can write.
 * What the database itself has changed besides (`byDatabase`) counts only where the caller vouches for it.
 */
export function strangeness(change: PlannedChange, isVouchedFor: boolean): string | null {
  const { table, operation, key, before, after, byDatabase = [] } = change;
  if ((before === null) !== (operation === 'insert') || (after === null) !== (operation === 'delete')) {
    return `has the wrong values for its operation ${operation}`;
  }
  if (Object.keys(key).length === 0) return 'names no row';
  const written = Object.hasOwn(WRITTEN, table) ? WRITTEN[table] : undefined;
  if (written === undefined) return isMove(change) ? null : 'is a change of a table that this tool never changes';
  if (operation !== 'update') {
    if (!written.rows) return `is no ${operation} that this tool ever makes`;
    const row = before ?? after ?? {};
    return Object.keys(key).every((column) => sameValue(key[column], row[column])) ? null : 'has the key of another row';
  }
  const known = isVouchedFor ? [...written.columns, ...byDatabase] : written.columns;
  const odd = columnsOf(before, after).find((column) => !known.includes(column));
  if (odd !== undefined) return `changes the column "${odd}", which this tool never changes`;
  return Object.keys(after ?? {}).every((column) => Object.hasOwn(before ?? {}, column)) ? null : 'does not say what was there before';
}

function columnsOf(before: StoredRow | null, after: StoredRow | null): readonly string[] {
  return Object.keys({ ...before, ...after });
}
