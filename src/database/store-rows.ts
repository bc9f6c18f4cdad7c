import { CompiledQuery, type Kysely } from 'kysely';

/** What a column of the store holds. */
type StoreValue = string | number | Uint8Array | null;

/** Rows by their columns: what is the same in all of them, and what each has. */
export interface StoreRows {
  readonly same: Readonly<Record<string, StoreValue>>;
  /** A list for each column, all of the same length. */
  readonly each: Readonly<Record<string, readonly StoreValue[]>>;
}

/**
 * Adds many rows to a table of the store, within the transaction that is open: quicker than Kysely, which makes a tree of nodes of all values.
 * Names of tables and columns are the caller's own words.
 */
export type InsertRows = <Tables>(transaction: Kysely<Tables>, table: string, rows: StoreRows) => Promise<void>;

/** Rows of one statement: engines limit the number of parameters. */
const AT_ONCE = 100;

/** Adds rows some at a time. */
export function insertBy(statementOf: (start: string, rows: readonly (readonly StoreValue[])[]) => CompiledQuery): InsertRows {
  return async (transaction, table, rows) => {
    const start = `insert into ${table} (${columnsOf(rows).join()}) values `;
    let some: StoreValue[][] = [];
    const insert = async (): Promise<void> => {
      if (some.length > 0) await transaction.executeQuery(statementOf(start, some));
      some = [];
    };
    for (const row of valuesOf(rows)) {
      // Of each row the same list is told.
      some.push([...row]);
      if (some.length === AT_ONCE) await insert();
    }
    await insert();
  };
}

/** The columns of rows, in the order of their values. */
export function columnsOf({ same, each }: StoreRows): readonly string[] {
  return [...Object.keys(same), ...Object.keys(each)];
}

/** The values of each row; the same list again and again, as there are very many. */
export function* valuesOf({ same, each }: StoreRows): Generator<StoreValue[]> {
  const lists = Object.values(each);
  const first = Object.keys(same).length;
  const row: StoreValue[] = [...Object.values(same), ...lists.map(() => null)];
  for (let place = 0; place < (lists[0]?.length ?? 0); place++) {
    for (let column = 0; column < lists.length; column++) row[first + column] = lists[column]?.[place] ?? null;
    yield row;
  }
}
