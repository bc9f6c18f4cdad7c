import type { Declaration } from '../../checks/index.ts';
import type { ColumnSchema, TableSchema } from '../../database/index.ts';
import { namesTable, referenceWords, wordsOf } from './names.ts';

/** A rule that may hold, and how many of the rows may break it and still let one think that it is meant to. */
export interface Candidate {
  readonly declaration: Declaration;
  readonly tolerated: number;
}

/** Words that begin the names of two times, of which the second comes later. */
const ORDERS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(created|inserted|joined|ordered|placed|submitted|opened)/,
    /^(updated|modified|published|closed|completed|finished|deleted|paid|shipped|cancelled)/,
  ],
  [/^(start|begin|began|from)/, /^(end|finish|complet|until|to$)/],
  [/^paid/, /^(shipped|delivered|refunded)/],
  [/^shipped/, /^delivered/],
];

/** A rule that is broken more often is none. */
const FEW = 0.1;

/** What the names and types of a table's columns, and of the other tables, make one think of. */
export function candidatesOf(
  table: TableSchema,
  others: readonly TableSchema[],
  rules: { readonly uniqueAlready: (column: string) => boolean },
): readonly Candidate[] {
  const columns = table.columns.filter(({ name }) => !table.key.includes(name));
  return [
    ...columns.filter(({ nullable }) => nullable).map(({ name }) => candidate({ table: table.name, notNull: name })),
    ...columns
      .filter((column) => isText(column) && !rules.uniqueAlready(column.name))
      .map(({ name }) => candidate({ table: table.name, unique: name })),
    ...columns.flatMap((column) => references(table, column, others)),
    ...columns.flatMap((column) => [...counters(table, column, others), ...totals(table, column, others)]),
    ...timeOrders(table.name, columns),
  ];
}

function candidate(declaration: Declaration, tolerated = 0): Candidate {
  return { declaration, tolerated };
}

const isText = ({ kind }: ColumnSchema): boolean => kind === 'text' || kind === 'uuid';

const isNumber = ({ kind, type }: ColumnSchema): boolean => kind === 'integer' || /^(numeric|decimal|real|double|float|money)/i.test(type);

/** Columns called after a table, which the database does not know to refer to it. */
function references(table: TableSchema, { name }: ColumnSchema, others: readonly TableSchema[]): readonly Candidate[] {
  const words = referenceWords(name);
  if (words === null) return [];
  const target = [table, ...others].find((other) => other.key.length === 1 && namesTable(words, other.name));
  const isDeclared = target?.referencedBy.some((known) => known.table === table.name && known.columns.join() === name) === true;
  if (target === undefined || isDeclared) return [];
  return [candidate({ table: table.name, reference: name, to: target.name }, FEW)];
}

/** Tables whose rows belong to rows of this one, with the column that says to which. */
function parts(table: TableSchema, others: readonly TableSchema[]): readonly { readonly part: TableSchema; readonly by: string }[] {
  return others.flatMap((part) =>
    part.columns.flatMap(({ name }) => {
      const words = referenceWords(name);
      const refers = table.referencedBy.some((known) => known.table === part.name && known.columns.join() === name);
      return refers || (words !== null && namesTable(words, table.name)) ? [{ part, by: name }] : [];
    }),
  );
}

/** `comments_count`, `num_comments`, `commentCount`. */
function counters(table: TableSchema, column: ColumnSchema, others: readonly TableSchema[]): readonly Candidate[] {
  const words = wordsOf(column.name);
  const counted = words.filter((word) => !['count', 'counter', 'num', 'number', 'of', 'total', 'cache'].includes(word));
  if (column.kind !== 'integer' || counted.length === words.length || table.key.length !== 1) return [];
  return parts(table, others)
    .filter(({ part }) => namesTable(counted, part.name))
    .map(({ part, by }) => candidate({ table: table.name, counter: column.name, countOf: { table: part.name, by } }, FEW));
}

/** `total_cents`, `amount`, `hours` beside a table with an amount, or a price and a quantity. */
function totals(table: TableSchema, column: ColumnSchema, others: readonly TableSchema[]): readonly Candidate[] {
  const words = wordsOf(column.name);
  if (!isNumber(column) || table.key.length !== 1 || !words.some((word) => /^(total|sum|amount|balance|subtotal)$/.test(word))) return [];
  return parts(table, others).flatMap(({ part, by }) => {
    const numbers = part.columns.filter(
      (other) => isNumber(other) && other.name !== by && !part.key.includes(other.name) && referenceWords(other.name) === null,
    );
    const times = numbers.flatMap(({ name: one }) =>
      numbers.filter(({ name }) => isProduct(one, name)).map(({ name }) => `${one} * ${name}`),
    );
    return [...numbers.map(({ name }) => name), ...times].map((of) =>
      candidate({ table: table.name, total: column.name, sumOf: { table: part.name, of, by } }, FEW),
    );
  });
}

/** Two columns that make an amount together, whose names mean the same to every engine without quotes. */
function isProduct(one: string, other: string): boolean {
  const isPlain = [one, other].every((name) => /^[a-z][a-z0-9_]*$/.test(name));
  return isPlain && /^(quantity|qty|count|units)$/.test(one) && /price|rate|cost|cents/.test(other);
}

function timeOrders(table: string, columns: readonly ColumnSchema[]): readonly Candidate[] {
  const times = columns.filter(
    ({ kind, name, type }) => kind === 'instant' || /^date/i.test(type) || (kind === 'text' && /(_at|At)$/.test(name)),
  );
  return ORDERS.flatMap(([before, after]) =>
    times
      .filter(({ name }) => before.test(name.toLowerCase()))
      .flatMap((earlier) =>
        times
          .filter(({ name }) => after.test(name.toLowerCase()))
          .map((later) => candidate({ table, dateOrder: [earlier.name, later.name] }, FEW)),
      ),
  );
}
