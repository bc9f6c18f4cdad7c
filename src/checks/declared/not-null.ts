import { sql } from 'kysely';
import type { OwnCheck } from '../own/own-check.ts';
import { listOf, type KeyOf, type NotNullDeclaration } from './declaration.ts';
import { inWords } from './in-words.ts';
import { heldPlaces } from './places.ts';
import { cell, rowCheck } from './row-check.ts';

/** Rows in which one of the columns is null. */
export function notNull(declaration: NotNullDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table } = declaration;
  const columns = listOf(declaration.notNull);
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Without ${inWords(columns)}`,
      invariant: `Each row of ${table} has ${inWords(columns)}`,
      why: 'What reads the row takes the value for granted.',
      advice: 'Find out what the value should be, and enter it where your application does.',
      columns,
      sentence: columns.length === 1 ? `has no ${inWords(columns)}` : `has ${heldPlaces(columns)}`,
      where: () =>
        sql.join(
          columns.map((column) => sql`${cell(column)} is null`),
          sql` or `,
        ),
    },
    keyOf,
  );
}
