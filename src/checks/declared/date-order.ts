import { sql } from 'kysely';
import { line } from '../../model/index.ts';
import type { OwnCheck } from '../own/own-check.ts';
import type { DateOrderDeclaration, KeyOf } from './declaration.ts';
import { actualPlace } from './places.ts';
import { cell, rowCheck } from './row-check.ts';

/** Rows in which an earlier point in time lies after a later one. */
export function dateOrder(declaration: DateOrderDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, dateOrder: columns } = declaration;
  // Any two of them: between two that are known one may be null.
  const pairs = columns.flatMap((one, place) => columns.slice(place + 1).map((other) => [cell(one), cell(other)] as const));
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose Times Are Out of Order: ${columns.join(', ')}`,
      invariant: `In each row of ${table} these times come in this order, or at once: ${columns.join(', ')}`,
      why: 'The row cannot have had such a history: what is counted by its times is wrong.',
      advice: 'Find out which of the times is wrong, and correct it where your application does.',
      columns,
      sentence: `has times that are out of order: ${columns.map((column) => `${column} ${actualPlace(column)}`).join(', ')}`,
      where: ({ capabilities }) =>
        sql.join(
          pairs.map(([one, other]) => capabilities.isLater(one, other)),
          sql` or `,
        ),
      details: (actual) => columns.map((column) => line`${column}: ${actual[column] ?? 'none'}`),
    },
    keyOf,
  );
}
