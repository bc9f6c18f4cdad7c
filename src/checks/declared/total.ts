import { sql } from 'kysely';
import type { OwnCheck } from '../own/own-check.ts';
import { listOf, type KeyOf, type TotalDeclaration } from './declaration.ts';
import { heldPlaces, expectedPlace } from './places.ts';
import { cell, joinParts, rowCheck } from './row-check.ts';

/** A column's name, and no expression. */
const NAME = /^[\p{L}_][\p{L}\p{N}_$]*$/u;

/** Rows whose total is not the sum over rows of another table that belong to them. */
export function total(declaration: TotalDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, total: column, sumOf, key, tolerance = 0, ignoreNull = false } = declaration;
  const isColumn = NAME.test(sumOf.of);
  const sum = isColumn ? sql`sum(${sql.id(sumOf.of)})` : sql`sum(${sql.raw(sumOf.of)}\n)`;
  const expected = sql`coalesce(r.value, 0)`;
  const differs =
    tolerance === 0
      ? sql`${cell(column)} <> ${expected}`
      : // Told as a text: a number would take the type of what it is compared with, which may be one of whole numbers.
        sql`abs(${cell(column)} - ${expected}) > cast(${String(tolerance)} as decimal(30, 10))`;
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose ${column} Is Not the Sum of ${sumOf.table}`,
      invariant: `${column} of ${table} is the sum of ${sumOf.of.trim()} over the rows of ${sumOf.table} that belong to it`,
      why: 'People see, or pay, an amount that is not that of its parts.',
      advice: 'Compare the row with its parts, and correct what is wrong where your application does.',
      columns: [column],
      sentence: `has ${heldPlaces([column])}, and its rows of ${sumOf.table} come to ${expectedPlace(column)}`,
      needs: { [sumOf.table]: [...listOf(sumOf.by), ...(isColumn ? [sumOf.of] : [])] },
      expected,
      join: () => joinParts(sumOf, key === undefined ? keyOf(table) : listOf(key), sum),
      where: () => sql`${differs}${ignoreNull ? sql`` : sql` or ${cell(column)} is null`}`,
    },
    keyOf,
  );
}
