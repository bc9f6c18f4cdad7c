import { mysqlCapabilities } from '../capabilities.ts';
import { chunks } from '../chunks.ts';
import type { DatabaseRow } from '../read-session.ts';
import { DIGEST, type ImageRequest } from '../row-image.ts';
import { among, quote, type Literal } from './sql-text.ts';

/** Keys of one statement. */
const KEYS = 1000;

/** Rows as they are now. */
export async function readImages(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
  literal: Literal,
  { table, columns, keys, digestColumns, lock }: ImageRequest,
): Promise<readonly DatabaseRow[]> {
  // QUOTE tells null from the text NULL; HEX makes one character set of all.
  const digest = `md5(concat_ws(',', ${digestColumns.map((column) => `hex(quote(${quote(column)}))`).join(', ')}))`;
  const selected = columns.map((column) => {
    const cast = mysqlCapabilities.exactCast(table.columns.find(({ name }) => name === column)?.type ?? '');
    return cast === null ? quote(column) : `cast(${quote(column)} as ${cast}) as ${quote(column)}`;
  });
  const images: DatabaseRow[] = [];
  for (const chunk of chunks(keys, KEYS)) {
    const text = `select ${[...selected, `${digest} as ${DIGEST}`].join(', ')} from ${quote(table.name)}
      where ${among(chunk, literal)}${lock ? ' for update' : ''}`;
    images.push(...(await run(text, [])));
  }
  return images;
}
