import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { DatabaseError } from '../../errors.ts';
import { chunks } from '../chunks.ts';
import type { DatabaseRow } from '../read-session.ts';
import { DIGEST, type ImageRequest } from '../row-image.ts';
import { quote, repeat } from './sql-text.ts';
import type { Statements } from './statements.ts';

/** Keys of one statement. */
const KEYS = 200;

/** What a string has in the place of bytes that are no text; it may also be what was written. */
const REPLACEMENT = '\ufffd';

/** Stands after the digest of a row that has such a place. */
const DOUBTFUL = '!';

const DIGEST_FUNCTION = 'peerquest_digest';

/** Gives a connection the function that hashes a row's text: SQLite has none of its own. */
export function defineDigest(database: Database): void {
  database.function(DIGEST_FUNCTION, { deterministic: true }, (text) => {
    const whole = String(text);
    return createHash('md5').update(whole).digest('hex') + (whole.includes(REPLACEMENT) ? DOUBTFUL : '');
  });
}

/**
 * A text may hold bytes that are none in its encoding, as other programs have written them; a string cannot hold these, so neither
 * could the journal, and an undo would write something else.
 *
 * @throws DatabaseError for a row with such a text
 */
function requireExactTexts(
  statements: Statements,
  table: string,
  columns: readonly string[],
  by: readonly string[],
  row: DatabaseRow,
): void {
  const where = by.map((name) => `${quote(name)} = ?`).join(' and ');
  for (const column of columns) {
    const [found] = statements
      .get(
        `select ${quote(column)} as text, cast(${quote(column)} as blob) as bytes, (select encoding from pragma_encoding) as encoding
         from ${quote(table)} where ${where} and typeof(${quote(column)}) = 'text'`,
      )
      .all(by.map((name) => row[name]));
    if (found === undefined || encoded(String(found['text']), String(found['encoding'])).equals(found['bytes'] as Uint8Array)) continue;
    throw new DatabaseError(
      'TEXT_DAMAGED',
      `${table}.${column} of the row with ${by.map((name) => `${name} ${String(row[name])}`).join(', ')} holds bytes that are no text, which no journal could keep: correct it first.`,
    );
  }
}

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'UTF-8') return Buffer.from(text);
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'UTF-16be' ? bytes.swap16() : bytes;
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
    for (const row of statements.get(text).all(parameters)) {
      const told = String(row[DIGEST]);
      if (told.endsWith(DOUBTFUL)) requireExactTexts(statements, table.name, columns, by, row);
      images.push({ ...row, [DIGEST]: told.replace(DOUBTFUL, '') });
    }
  }
  return images;
}
