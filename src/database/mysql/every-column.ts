import type { Query } from 'mysql2';
import { emptyRecord } from '../../model/index.ts';
import type { DatabaseRow } from '../read-session.ts';

/** Names of columns at which the driver throws, where nobody can catch it: an ordinary object takes no member of theirs. */
const REFUSED = ['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', '__proto__'];

/** What they are called meanwhile: no name of the server's ends in a space. */
const STAND_INS: ReadonlyMap<string, string> = new Map(REFUSED.map((name) => [`${name} `, name]));

/**
 * Sees to it that a query may return columns of any name.
 *
 * @returns what gives a row of it every column under its own name
 */
export function keepEveryColumn(query: Query): (row: DatabaseRow) => DatabaseRow {
  let isRenamed = false;
  // Told before the driver makes the reader of the rows.
  query.on('fields', (fields?: readonly { name: string }[]) => {
    for (const field of fields ?? []) {
      if (!REFUSED.includes(field.name)) continue;
      field.name += ' ';
      isRenamed = true;
    }
  });
  return (row) => {
    if (!isRenamed) return row;
    const whole = emptyRecord<DatabaseRow[string]>();
    for (const [name, value] of Object.entries(row)) whole[STAND_INS.get(name) ?? name] = value;
    return whole;
  };
}
