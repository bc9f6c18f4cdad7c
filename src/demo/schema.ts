import type { Column, ColumnType, Table } from './column.ts';
import { keyOf } from './peerquest-tables.ts';

export type { Column, Table } from './column.ts';
export { keyOf, PARTICIPANT_KEY, peerquestTables } from './peerquest-tables.ts';

/** Types, words and habits of one engine's CREATE TABLE. */
export interface DdlDialect {
  readonly types: Readonly<Record<Exclude<ColumnType, `varchar(${number})`>, string>>;
  readonly quote: (name: string) => string;
  /** What follows a foreign key. */
  readonly deferrable: string;
  /** Whether the engine makes an index for each foreign key by itself. */
  readonly indexesForeignKeys: boolean;
  readonly tableOptions: string;
}

/** SQLite's words for the schema, as Django writes them. */
export const sqliteDdl: DdlDialect = {
  types: {
    id: 'integer not null primary key autoincrement',
    serial: 'integer not null primary key autoincrement',
    decimal: 'decimal',
    uuid: 'char(32)',
    bigint: 'bigint',
    int: 'integer',
    uint: 'integer unsigned',
    bool: 'bool',
    text: 'text',
    timestamp: 'datetime',
    date: 'date',
    json: 'text',
  },
  quote: (name) => `"${name}"`,
  deferrable: ' deferrable initially deferred',
  indexesForeignKeys: false,
  tableOptions: '',
};

/** Whether the database chooses the column's value where nobody gives one. */
export function isCounted({ type }: Column): boolean {
  return type === 'id' || type === 'serial';
}

/** CREATE TABLE for one table. Indexes come apart: building them after loading is faster. */
export function createTable({ name, columns }: Table, ddl: DdlDialect): string {
  const { quote } = ddl;
  const parts = columns.map((item) => {
    const type = item.type.startsWith('varchar') ? item.type : ddl.types[item.type as keyof DdlDialect['types']];
    if (isCounted(item)) return `${quote(item.name)} ${type}`;
    const key = item.key ? ' primary key' : '';
    const check =
      item.type === 'uint'
        ? ` check (${quote(item.name)} >= 0)`
        : item.type === 'json' && ddl.types.json === 'text'
          ? ` check (json_valid(${quote(item.name)}))`
          : '';
    return `${quote(item.name)} ${type}${item.nullable ? '' : ' not null'}${key}${item.unique ? ' unique' : ''}${check}`;
  });
  const foreign = columns
    .filter(({ references }) => references !== null)
    .map(
      (item) =>
        `foreign key (${quote(item.name)}) references ${quote(item.references ?? '')} (${quote(keyOf(item.references ?? ''))})${ddl.deferrable}`,
    );
  return `create table ${quote(name)} (${[...parts, ...foreign].join(', ')})${ddl.tableOptions}`;
}

/** CREATE INDEX for everything that is to be fast or unique in one table. */
export function createIndexes({ name, columns, unique, indexes }: Table, ddl: DdlDialect): readonly string[] {
  const { quote } = ddl;
  const statement = (keys: readonly string[], kind: string): string =>
    // 63 is what the strictest engine allows for a name.
    `create ${kind} ${quote([name, ...keys].join('_').slice(0, 63))} on ${quote(name)} (${keys.map(quote).join(', ')})`;
  const foreign = ddl.indexesForeignKeys ? [] : columns.filter(({ references }) => references !== null).map((item) => [item.name]);
  return [...unique.map((keys) => statement(keys, 'unique index')), ...[...indexes, ...foreign].map((keys) => statement(keys, 'index'))];
}

/** JSON columns whose default is a list; that of all others is an object. */
const LISTS: ReadonlySet<string> = new Set(['submission_files']);

/** The value that a column has when nobody says otherwise. */
export function defaultValue({ name, type, nullable }: Column): string | number | null {
  if (nullable) return null;
  if (type === 'bool' || type === 'int' || type === 'uint' || type === 'bigint' || type === 'decimal') return 0;
  if (type === 'json') return LISTS.has(name) ? '[]' : '{}';
  if (type === 'timestamp') return '2025-06-01 08:00:00';
  return '';
}
