import type { TableSchema } from '../../database/index.ts';
import { RefusedError } from '../../errors.ts';
import { printable } from '../../model/index.ts';
import { MADE_ID, type StoredRow, type StoredValue } from '../stored-value.ts';

/**
 * The columns of a new row that are the same for all new rows of a table: those that are known, texts empty, all else null or the
 * database's default. Refused, when one is asked for, where the table has a column that must have a value and that nobody here
 * knows, or no number of its own for a new row.
 *
 * @param known columns that a new row gets a value for; null for one that each row has its own
 */
export function newRowOf(table: TableSchema | undefined, known: StoredRow): () => StoredRow {
  let template: StoredRow | null = null;
  return () => {
    if (template === null) requireNumbered(table, known);
    template ??= Object.fromEntries(
      (table?.columns ?? [])
        .filter(({ generated }) => !generated)
        .flatMap((column) => {
          const value = valueOf(table?.name ?? '', column, known);
          return value === undefined ? [] : [[column.name, value]];
        }),
    );
    return template;
  };
}

/**
 * @throws RefusedError where the database would choose no value for a key that is its to choose; a trigger may do so in its place
 */
function requireNumbered(table: TableSchema | undefined, known: StoredRow): void {
  const key = table?.columns.find(({ name }) => known[name] === MADE_ID);
  if (table === undefined || key === undefined || key.hasDefault) return;
  if (table.triggers.some((trigger) => /\(before insert/.test(trigger))) return;
  throw new RefusedError(
    'NO_NEW_ID',
    `The database chooses no value for ${printable(table.name)}.${printable(key.name)} (${printable(key.type)}) where a new row has none: nothing was repaired; make the column what the application's migrations make of it (identity, AUTO_INCREMENT or INTEGER PRIMARY KEY).`,
  );
}

function valueOf(
  table: string,
  { name, kind, type, nullable, hasDefault }: TableSchema['columns'][number],
  known: StoredRow,
): StoredValue | undefined {
  // A column may be called like what every object has.
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  if (value !== undefined) return value;
  if (nullable) return null;
  if (hasDefault) return undefined;
  if (kind === 'text') return '';
  throw new RefusedError(
    'UNKNOWN_COLUMN',
    `Column ${table}.${name} (${type}) must have a value, and this version does not know which: nothing was repaired; give the column a default, or look for a newer version of this tool.`,
  );
}
