import type { Query } from './query.ts';

/** What a column holds, as far as a repair must know to show a value and to write a new one. */
export type ColumnKind = 'integer' | 'uuid' | 'instant' | 'boolean' | 'text' | 'other';

/** A column as a repair sees it. */
export interface ColumnSchema {
  readonly name: string;
  /** The type in the database's own words, without a length limit where a cast would cut a value to it. */
  readonly type: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  /** The engine computes it: nobody writes it. */
  readonly generated: boolean;
}

/** A foreign key of some table that refers to the table at hand. */
export interface Reference {
  /** The constraint's name; null where the engine keeps none. */
  readonly name: string | null;
  readonly table: string;
  /** The schema, or on MySQL the database, of a table to which its name alone does not lead; null for all others. */
  readonly schema: string | null;
  readonly columns: readonly string[];
  /** Columns of the table at hand, as many. */
  readonly targets: readonly string[];
  /** What the database does by itself when the row referred to goes or changes its key; null where it refuses. */
  readonly cascade: string | null;
  /** Why this account cannot look at the referring rows, a clause; null where it can. */
  readonly hidden: string | null;
}

/** The name of a referring table, in words. */
export function nameOfReferring({ schema, table }: Pick<Reference, 'schema' | 'table'>): string {
  return schema === null ? table : `${schema}.${table}`;
}

/** Why the rows of a referring table cannot be looked at, where the account lacks the right to. */
export const mayNotRead = (name: string): string => `this account may not read ${name}: grant it SELECT`;

/** A foreign key in words: its table and columns, and its name where it has one. */
export function nameOfReference(reference: Pick<Reference, 'schema' | 'table' | 'columns' | 'name'>): string {
  const { columns, name } = reference;
  const place = `${nameOfReferring(reference)}.${columns.length === 1 ? (columns[0] ?? '') : `(${columns.join(', ')})`}`;
  return name === null ? place : `${name} (${place})`;
}

/** Why a repair keeps off a table. */
export interface Obstacle {
  readonly code: 'NO_TRANSACTIONS' | 'NO_TABLE' | 'ROWS_HIDDEN' | 'SEVERAL_SCHEMAS' | 'REWRITTEN' | 'NO_REPLICA_IDENTITY' | 'NOT_WRITABLE';
  /** A clause: what is in the way. */
  readonly clause: string;
  /** What to do, to follow a colon. */
  readonly cure: string;
}

/** Where a table's new rows get their ids from, as far as that can run out or be taken. */
export interface IdSource {
  readonly column: string;
  /** One row, `next_value`: the id that the next row gets, null where there is none left; no row where nobody can tell. */
  readonly next: Query;
  /** One row, `next_value`: the same as the counter alone has it, which may stand before or past the ids that are there; no row where nobody can tell. */
  readonly counter: Query;
  /** From one id to the next; negative where they count down. */
  readonly step: bigint;
  /** The last id, in the direction in which they count, that there can be. */
  readonly limit: bigint;
  /** What to do where an id is taken, to follow a colon. */
  readonly cure: string;
}

/** What the database itself will do, or not allow, when rows of a table are written. */
export interface TableSchema {
  readonly name: string;
  /** The schema in which the name was found; null where an engine has one only. */
  readonly schema: string | null;
  readonly columns: readonly ColumnSchema[];
  /** Columns of the primary key. */
  readonly key: readonly string[];
  /** Triggers, and what acts like one, in words, for example `touch (before update)`. */
  readonly triggers: readonly string[];
  /** Null where ids cannot run out or be taken, and where nobody can tell. */
  readonly ids: IdSource | null;
  /** What another database does to the table, a sentence each. */
  readonly remarks: readonly string[];
  readonly referencedBy: readonly Reference[];
  /** What is in the way of a repair of this table, or of one that only reads it; null where nothing is. */
  readonly obstacle: Obstacle | null;
}

/** The kind of a column type as any of the engines writes it. */
export function columnKind(type: string): ColumnKind {
  const words = type.toLowerCase();
  // Django's boolean on MySQL, and its UUID on SQLite and MySQL.
  if (/^(bool|tinyint\(1\))/.test(words)) return 'boolean';
  if (words === 'uuid' || words === 'char(32)') return 'uuid';
  if (/^(big|small|medium|tiny)?int|^integer|serial/.test(words)) return 'integer';
  if (/^(datetime|timestamp)/.test(words)) return 'instant';
  if (/^(varchar|character|char|text|longtext|mediumtext|tinytext)/.test(words)) return 'text';
  return 'other';
}

/**
 * A short text that changes when columns of these tables come, go, or change their type or nullability, and with the schema in
 * which the tables are. Triggers are left out: an account that only reads may not see them.
 */
export function schemaText(tables: readonly TableSchema[]): string {
  return tables
    .map(
      ({ schema, name, columns }) =>
        `${schema === null ? '' : `${schema}.`}${name}(${columns.map((column) => `${column.name} ${column.type}${column.nullable ? '' : ' not null'}`).join(', ')})`,
    )
    .join('\n');
}
