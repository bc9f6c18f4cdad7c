import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import { peerquestTables } from '../../src/demo/peerquest-tables.ts';
import { defaultValue, type Column } from '../../src/demo/schema.ts';

/** What stands in every text that people wrote or are called by. */
export const MARK = 'MARK';
/** What stands in every e-mail address besides. */
export const MAIL = 'MAIL';

/** Columns of which most rows must hold the application's words, or nothing would be found. */
const WORDS = new Set(['status', 'role', 'difficulty', 'type', 'preset_emblem', 'privacy']);

/**
 * A generated database with every fault, in which every text of every table is a marker that tells its column and row. Where the
 * application has words of its own, one row has a marker.
 */
export function markedRows(): Dataset {
  const generated = new Map<string, PartialRow[]>();
  generate({ users: 60, faultRate: 0.4, seed: 3, oldSchema: true }, (table, rows) => {
    generated.set(table, [...(generated.get(table) ?? []), ...rows]);
  });
  return [...generated].map(([table, rows]) => {
    const columns = peerquestTables.find(({ name }) => name === table)?.columns ?? [];
    return [
      table,
      rows.map((row, index) => marked(row, { table, columns, number: index + 1, isLast: index === rows.length - 1 })),
    ] as const;
  });
}

interface Place {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly number: number;
  readonly isLast: boolean;
}

function marked(row: PartialRow, { table, columns, number, isLast }: Place): PartialRow {
  const markers = columns.flatMap((column) => {
    if (column.references !== null || column.key || !/^(?:varchar|text|json)/.test(column.type)) return [];
    const isMarked = WORDS.has(column.name) ? isLast : (row[column.name] === undefined ? defaultValue(column) : row[column.name]) !== null;
    return isMarked ? [[column.name, markerOf(table, column, number)] as const] : [];
  });
  const odd = {
    ...(number % 3 === 0 ? { ban_reason: `${MARK} banned ${number}`, settings: `["${MARK}"]` } : {}),
    ...(number % 4 === 0 ? { email: `${MAIL} no address ${number}` } : {}),
  };
  return { ...row, ...Object.fromEntries(markers), ...(table === 'users_user' ? odd : {}) };
}

/** As much of it as servers take in that column. */
function markerOf(table: string, { name: column, type }: Column, number: number): string {
  const name = `${MARK}_${table}_${column}_`;
  if (column === 'email') return `${MAIL}.${number}@example.org`;
  if (column === 'submission_files') return `[{"file":"/media/submissions/${name}${number}.pdf","name":"${MARK}"}]`;
  if (type === 'json') return `{"${MARK}":"${name}${number}"}`;
  return `${name}${number}`.slice(0, Number(/\d+/.exec(type)?.[0] ?? Infinity));
}
