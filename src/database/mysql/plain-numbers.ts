import type { Query } from 'mysql2';
import { plainNumber } from '../answered-values.ts';
import type { DatabaseRow, DatabaseValue } from '../read-session.ts';

/** The types of numbers in the protocol that the driver gives as texts: DECIMAL, LONGLONG, NEWDECIMAL. */
const NUMBERS: readonly (number | undefined)[] = [0, 8, 246];

/**
 * Sees to it that numbers of a query's rows are numbers.
 *
 * @returns what makes them so in a row of it
 */
export function plainNumbers(query: Query): (row: Record<string, DatabaseValue>) => DatabaseRow {
  const columns: string[] = [];
  query.on('fields', (fields?: readonly { readonly name: string; readonly columnType?: number }[]) => {
    for (const { name, columnType } of fields ?? []) if (NUMBERS.includes(columnType)) columns.push(name);
  });
  return (row) => {
    for (const name of columns) {
      const value = row[name];
      if (typeof value === 'string') row[name] = plainNumber(value);
    }
    return row;
  };
}
