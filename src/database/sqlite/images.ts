import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { chunks } from '../chunks.ts';
import type { DatabaseRow } from '../read-session.ts';
import { DIGEST, type ImageRequest } from '../row-image.ts';
import { quote, repeat } from './sql-text.ts';
import type { Statements } from './statements.ts';

/** Keys of one statement. */
const KEYS = 200;

const DIGEST_FUNCTION = 'peerquest_digest';

/** Gives a connection the function that hashes a row's text: SQLite has none of its own. */
export function defineDigest(database: Database): void {
  database.function(DIGEST_FUNCTION, { deterministic: true }, (text) => createHash('md5').update(String(text)).digest('hex'));
}

/** Rows as they are now. A transaction that may write holds every row, so there is nothing to lock. */
export function readImages(statements: Statements, { table, columns, keys, digestColumns }: ImageRequest): readonly DatabaseRow[] {
  const by = Object.keys(keys[0] ?? {});
  const digest = `${DIGEST_FUNCTION}(${digestColumns.map((column) => `quote(t.${quote(column)})`).join(" || ',' || ")})`;
  const images: DatabaseRow[] = [];
  for (const chunk of chunks(keys, KEYS)) {
    // CROSS JOIN keeps the order: look each key up, instead of reading the table.
    const text = `select ${columns.map((column) => `t.${quote(column)}, `).join('')}${digest} as ${DIGEST}
      from (values ${repeat(`(${repeat('?', by.length)})`, chunk.length)}) as v cross join ${quote(table.name)} as t
      on ${by.map((column, index) => `t.${quote(column)} = v.column${index + 1}`).join(' and ')}`;
    const parameters: unknown[] = [];
    for (const key of chunk) for (const column of by) parameters.push(key[column]);
    for (const row of statements.get(text).all(parameters)) images.push(row);
  }
  return images;
}
