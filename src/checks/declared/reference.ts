import { sql } from 'kysely';
import { withoutMatch } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import type { FindContext } from '../define-check.ts';
import type { OwnCheck } from '../own/own-check.ts';
import { listOf, type KeyOf, type ReferenceDeclaration } from './declaration.ts';
import { inWords } from './in-words.ts';
import { heldPlaces } from './places.ts';
import { allOf, cell, requireKey, requireSameNumber, rowCheck, tableName } from './row-check.ts';

/** Rows that refer to a row that is not there. */
export function reference(declaration: ReferenceDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, to } = declaration;
  const columns = listOf(declaration.reference);
  const target = typeof to === 'string' ? to : to.table;
  const named = typeof to === 'string' ? [] : listOf(to.key);
  const key = named.length === 0 ? keyOf(target) : named;
  const present = sql.id('r', key[0] ?? '');
  const match = ({ capabilities }: FindContext) =>
    withoutMatch(capabilities, {
      from: sql`${tableName(target)} as r`,
      on: allOf(columns.map((column, place) => sql`${sql.id('r', key[place] ?? '')} = ${cell(column)}`)),
      present,
    });
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose ${inWords(columns)} Leads Nowhere`,
      invariant: `The row of ${target} to which ${inWords(columns)} of ${table} refers is there`,
      why: 'The row belongs to nothing: lists that begin there do not show it, and pages that follow it fail.',
      advice: `Bring back the row of ${target}, let the row refer to another one, or delete it where your application does.`,
      columns,
      sentence: `has ${heldPlaces(columns)}, which is not in ${target}`,
      needs: target === table ? {} : { [target]: named },
      join(context) {
        requireKey(target, key);
        requireSameNumber('reference', columns, target, key);
        return match(context).join;
      },
      where: (context) => allOf([...columns.map((column) => sql`${cell(column)} is not null`), match(context).where]),
      details: (actual) => columns.map((column) => line`${column}: ${actual[column]} (not in ${target})`),
    },
    keyOf,
  );
}
