import type { Statement } from 'better-sqlite3';
import type { DatabaseRow } from '../read-session.ts';

/** The name that the driver's rows lose, as they are ordinary objects. */
const LOST = '__proto__';

/** What turns an answer of a statement into a row with every column of the query; it sets the form of the answers. */
export function everyColumn(statement: Statement<unknown[], DatabaseRow>): (answer: DatabaseRow) => DatabaseRow {
  const names = statement.columns().map(({ name }) => name);
  if (!names.includes(LOST)) return (answer) => answer;
  statement.raw();
  return (answer) => {
    const values = answer as unknown as readonly DatabaseRow[string][];
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
  };
}
