import { sql } from 'kysely';
import type { OwnCheck } from '../own/own-check.ts';
import { listOf, type CounterDeclaration, type KeyOf } from './declaration.ts';
import { heldPlaces, expectedPlace } from './places.ts';
import { cell, joinParts, rowCheck } from './row-check.ts';

/** Rows whose counter is not the number of rows of another table that belong to them. */
export function counter(declaration: CounterDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, counter: column, countOf, key, ignoreNull = false } = declaration;
  const expected = sql`coalesce(r.value, 0)`;
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose ${column} Is Not the Number of ${countOf.table}`,
      invariant: `${column} of ${table} is the number of rows of ${countOf.table} that belong to it`,
      why: 'People see a number that is not true, and lists are sorted by it.',
      advice: 'Count again where your application does, and find out which way of adding or deleting rows passes the counter over.',
      columns: [column],
      sentence: `has ${heldPlaces([column])}, and the number of its rows of ${countOf.table} is ${expectedPlace(column)}`,
      needs: { [countOf.table]: listOf(countOf.by) },
      expected,
      join: () => joinParts(countOf, key === undefined ? keyOf(table) : listOf(key), sql`count(*)`),
      where: () => sql`${cell(column)} <> ${expected}${ignoreNull ? sql`` : sql` or ${cell(column)} is null`}`,
    },
    keyOf,
  );
}
