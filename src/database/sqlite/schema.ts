import { realpathSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import { grouped } from '../catalog.ts';
import { identityHash } from '../identity.ts';
import { sentenceOf } from '../../errors.ts';
import { columnKind, type IdSource, type Obstacle, type Reference, type TableSchema } from '../table-schema.ts';
import { quote } from './sql-text.ts';

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}
interface ForeignKeyRow {
  readonly child: string;
  readonly id: number;
  readonly from: string;
  readonly to: string | null;
  readonly on_delete: string;
  readonly on_update: string;
}

/** What SQLite does and demands when rows of these tables are written; tables that are not there are left out. */
export function readSchema(database: Database, names: readonly string[]): readonly TableSchema[] {
  return names.map((name) => tableSchema(database, name)).filter((table) => table !== null);
}

/** A SQLite database is its file, by whatever name it is reached. */
export function identityOf(file: string): string {
  return identityHash('sqlite', realpathSync(file));
}

function tableSchema(database: Database, name: string): TableSchema | null {
  const columns = database.prepare<[string], ColumnRow>('select * from pragma_table_xinfo(?)').all(name);
  if (columns.length === 0) return null;
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const isRowId = key.length === 1 && namesRowId(database, name);
  const referencedBy = referencesTo(
    database,
    name,
    key.map((column) => column.name),
  );
  const triggers = database
    .prepare<[string], { readonly name: string; readonly sql: string }>(
      "select name, sql from sqlite_master where type = 'trigger' and tbl_name = ? collate nocase order by name",
    )
    .all(name);
  return {
    name,
    schema: null,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      kind: columnKind(column.type),
      nullable: column.notnull === 0 && column.pk === 0,
      hasDefault: column.dflt_value !== null || (column.pk > 0 && isRowId),
      generated: column.hidden === 2 || column.hidden === 3,
    })),
    key: key.map((column) => column.name),
    triggers: triggers.map((trigger) => `${trigger.name} (${eventOf(trigger.sql)})`),
    referencedBy,
    ids: idsOf(database, name, key),
    remarks: [],
    obstacle: obstacleOf(database, name, columns, new Set(referencedBy.flatMap(({ targets }) => targets))),
  };
}

/**
 * SQLite says beforehand what it will refuse of a table whatever is written: a view, and a table with a foreign key, a trigger or a constraint
 * that needs a table, a key or a function that is not there.
 */
function obstacleOf(database: Database, name: string, columns: readonly ColumnRow[], referredTo: ReadonlySet<string>): Obstacle | null {
  const found = database
    .prepare<[string], { readonly type: string }>('select type from sqlite_master where name = ? collate nocase')
    .get(name);
  if (found?.type === 'view') return { code: 'NO_TABLE', clause: 'it is a view', cure: 'repair the table that holds the rows' };
  // What others refer to is never updated, and whether a row may go is another question.
  const settable = columns
    .filter((column) => column.hidden === 0 && column.pk === 0 && !referredTo.has(column.name))
    .map((column) => `${quote(column.name)} = ${quote(column.name)}`);
  try {
    for (const statement of ['insert into % default values', ...(settable.length === 0 ? [] : [`update % set ${settable.join(', ')}`])]) {
      database.prepare(statement.replace('%', () => quote(name)));
    }
    return null;
  } catch (error) {
    // A row that is only updated is in the way of no key that leads to it by a column that is no key: new rows are asked for by themselves.
    if (sentenceOf(error).endsWith(`referencing "${name}"`)) return null;
    return {
      code: 'NOT_WRITABLE',
      clause: `SQLite refuses to write to it (${sentenceOf(error)})`,
      cure: 'make what is missing there again, or take out the foreign key, trigger or constraint that needs it',
    };
  }
}

/** Only AUTOINCREMENT can run out: without it SQLite looks for a number that is free. */
function idsOf(database: Database, name: string, key: readonly ColumnRow[]): IdSource | null {
  const [column] = key;
  const made = database
    .prepare<[string], { readonly sql: string }>("select sql from sqlite_master where type = 'table' and name = ?")
    .get(name);
  if (column === undefined || !/\bautoincrement\b/i.test(made?.sql ?? '')) return null;
  const limit = 2n ** 63n - 1n;
  const next = sql`select case when seq = ${sql.raw(String(limit))} then null else seq + 1 end as next_value from sqlite_sequence where name = ${name}`;
  return {
    column: column.name,
    next,
    counter: next,
    step: 1n,
    limit,
    cure: 'give smaller ids to the rows with the greatest, and set the number in sqlite_sequence back',
  };
}

/**
 * Whether the primary key is another name for SQLite's own number of a row, which SQLite chooses where none is given: only then it needs no
 * index. Any other key (`bigint primary key`, `WITHOUT ROWID`) would be null, or refused.
 */
function namesRowId(database: Database, table: string): boolean {
  return database.prepare<[string]>("select 1 from pragma_index_list(?) where origin = 'pk'").get(table) === undefined;
}

function eventOf(sql: string): string {
  const [, time = '', event = ''] = /\b(before|after|instead\s+of)?\s*(insert|update|delete)\b/i.exec(sql) ?? [];
  return `${time} ${event}`.trim().toLowerCase();
}

function referencesTo(database: Database, name: string, key: readonly string[]): readonly Reference[] {
  const rows = database
    .prepare<[string], ForeignKeyRow>(
      `select t.name as child, f.id, f."from", f."to", f.on_delete, f.on_update from sqlite_master as t, pragma_foreign_key_list(t.name) as f
       where t.type = 'table' and f."table" = ? collate nocase order by t.name, f.id desc, f.seq`,
    )
    .all(name);
  return [...grouped(rows, ({ child, id }) => `${id} ${child}`).values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    return {
      name: null,
      table: first.child,
      schema: null,
      columns: parts.map((part) => part.from),
      // Without a column, the key is meant.
      targets: parts.map((part, index) => part.to ?? key[index] ?? 'rowid'),
      cascade: cascadeOf(first.on_delete, first.on_update),
      hidden: null,
    };
  });
}

function cascadeOf(onDelete: string, onUpdate: string): string | null {
  const acts = [
    ['delete', onDelete],
    ['update', onUpdate],
  ].filter(([, action = '']) => !['NO ACTION', 'RESTRICT'].includes(action));
  return acts.length === 0 ? null : acts.map(([event = '', action = '']) => `on ${event} ${action.toLowerCase()}`).join(', ');
}
