import { chunks } from '../chunks.ts';
import { answered } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { DIGEST, imageOf, type ImageRequest } from '../row-image.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { quote, rowsWithKeys } from './sql-text.ts';

/** Keys of one statement: MariaDB makes a table of a longer list and then reads the whole of ours (1,000: 13 times the time). */
const KEYS = 250;

/** Rows as they are now. */
export async function readImages(
  run: (text: string) => Promise<readonly DatabaseRow[]>,
  { table, columns, keys, digestColumns, lock }: ImageRequest,
): Promise<readonly DatabaseRow[]> {
  // QUOTE tells null from the text NULL; HEX makes one character set of all.
  const digest = `md5(concat_ws(',', ${digestColumns.map((column) => `hex(quote(t.${quote(column)}))`).join(', ')}))`;
  const selected = columns.map((column) => {
    const cast = mysqlCapabilities.exactCast(table.columns.find(({ name }) => name === column)?.type ?? '');
    return cast === null ? `t.${quote(column)}` : `cast(t.${quote(column)} as ${cast}) as ${quote(column)}`;
  });
  const wanted = [...selected, `${digest} as ${DIGEST}`].join(', ');
  const shape = imageOf(columns);
  const images: DatabaseRow[] = [];
  for (const chunk of chunks(keys, KEYS)) {
    const rows = await run(`select ${wanted} from ${rowsWithKeys(table.name, chunk)}${lock ? ' for update' : ''}`);
    for (const row of answered(rows, 'rows', shape)) images.push(row);
  }
  return images;
}
