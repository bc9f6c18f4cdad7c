import { sql } from 'kysely';
import { line } from '../../model/index.ts';
import type { OwnCheck } from '../own/own-check.ts';
import type { KeyOf, MatchesDeclaration } from './declaration.ts';
import { portablePattern } from './portable-pattern.ts';
import { heldPlaces } from './places.ts';
import { cell, rowCheck } from './row-check.ts';

/** Rows in which a text has not the form of a pattern. */
export function matches(declaration: MatchesDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, matches: column, pattern, ignoreCase = false } = declaration;
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose ${column} Has Not the Right Form`,
      invariant: `${column} of ${table} has the form ${pattern}`,
      why: 'What reads the value cannot use it.',
      advice: 'Find out what was meant, and enter it where your application does.',
      columns: [column],
      sentence: `has ${heldPlaces([column])}, which has not the right form`,
      where: ({ capabilities }) => sql`not (${capabilities.hasForm(cell(column), portablePattern(pattern), ignoreCase)})`,
      details: (actual) => [line`${column}: ${actual[column]} (should have the form ${pattern})`],
    },
    keyOf,
  );
}
