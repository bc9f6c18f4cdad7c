import { answered } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { DIGEST, imageOf, type ImageRequest } from '../row-image.ts';
import { quote, Values } from './values.ts';

/** Rows as they are now. */
export async function readImages(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
  { table, columns, keys, digestColumns, lock }: ImageRequest,
): Promise<readonly DatabaseRow[]> {
  const by = Object.keys(keys[0] ?? {});
  const values = new Values(table, keys, by, by);
  const digest = `md5(row(${digestColumns.map((column) => `t.${quote(column)}`).join(', ')})::text)`;
  const rows = await run(
    `select ${columns.map((column) => `t.${quote(column)}, `).join('')}${digest} as ${DIGEST}
     from ${values.source} join ${quote(table.name)} as t
     on ${by.map((column) => `t.${quote(column)} = ${values.place(column)}`).join(' and ')}${lock ? ' for update of t' : ''}`,
    values.parameters,
  );
  return answered(rows, 'rows', imageOf(columns));
}
