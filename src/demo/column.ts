/** Column types as Django names them; each engine has its own for each (SPEC section 2). */
export type ColumnType =
  | 'id'
  /** A key of 32 bits that the database counts. */
  | 'serial'
  | 'uuid'
  | 'bigint'
  | 'int'
  | 'uint'
  | 'decimal'
  | 'bool'
  | 'text'
  | 'timestamp'
  | 'date'
  | 'json'
  | `varchar(${number})`;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly unique: boolean;
  /** Whether it is the table's primary key. */
  readonly key: boolean;
  /** Table whose key the column refers to. */
  readonly references: string | null;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
}

const COLUMN = /^(?<name>\w+) (?<type>[a-z]+(?:\(\d+\))?)(?<nullable>\?)?(?<unique> unique)?(?<key> key)?(?: -> (?<references>\w+))?$/;

function column(text: string): Column {
  const parts = COLUMN.exec(text)?.groups;
  if (parts === undefined) throw new Error(`Not a column: ${text}`);
  return {
    name: parts['name'] ?? '',
    type: parts['type'] as ColumnType,
    nullable: parts['nullable'] !== undefined,
    unique: parts['unique'] !== undefined,
    key: parts['name'] === 'id' || parts['key'] !== undefined,
    references: parts['references'] ?? null,
  };
}

/** Declares a table: columns as `name type`, `?` for nullable, then `unique`, `key`, `-> table`. */
export function table(name: string, columns: readonly string[], keys: Partial<Pick<Table, 'unique' | 'indexes'>> = {}): Table {
  return { name, columns: columns.map(column), unique: keys.unique ?? [], indexes: keys.indexes ?? [] };
}
