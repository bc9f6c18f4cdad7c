import type { TableSchema } from '../database/index.ts';

/** Columns of times that were planned, and not when something happened. */
const PLANNED = /due|deadline|expir|until|scheduled|start|end|valid|next|birth|target|remind/i;

/** The columns of a table that say when something happened. */
export function timesOf(schema: Pick<TableSchema, 'columns'> | undefined): readonly string[] {
  return (schema?.columns ?? []).filter(({ kind, name }) => kind === 'instant' && !PLANNED.test(name)).map(({ name }) => name);
}
