import type { TableSchema } from '../../database/index.ts';
import { RefusedError } from '../../errors.ts';
import type { StoredRow, StoredValue } from '../stored-value.ts';

/**
 * The columns of a new row that are the same for all new rows of a table: those that are known, texts empty, all else null or the
 * database's default. Refused, when somebody asks for one, where the table has a column that must have a value and that nobody here
 * knows.
 *
 * @param known columns that a new row gets a value for; null for one that each row has its own
 */
export function newRowOf(table: TableSchema | undefined, known: StoredRow): () => StoredRow {
  let template: StoredRow | null = null;
  return () => {
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

function valueOf(
  table: string,
  { name, kind, type, nullable, hasDefault }: TableSchema['columns'][number],
  known: StoredRow,
): StoredValue | undefined {
  const value = known[name];
  if (value !== undefined) return value;
  if (nullable) return null;
  if (hasDefault) return undefined;
  if (kind === 'text') return '';
  throw new RefusedError(
    'UNKNOWN_COLUMN',
    `Column ${table}.${name} (${type}) must have a value, and this version does not know which: nothing was repaired; give the column a default, or look for a newer version of this tool.`,
  );
}
