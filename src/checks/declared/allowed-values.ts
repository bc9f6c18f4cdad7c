import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import type { FindContext } from '../define-check.ts';
import type { OwnCheck } from '../own/own-check.ts';
import type { AllowedValuesDeclaration, KeyOf } from './declaration.ts';
import { heldPlaces } from './places.ts';
import { cell, rowCheck } from './row-check.ts';

/** So many values are told with a finding. */
const TOLD = 8;

/** Rows in which a column holds none of the allowed values. */
export function allowedValues(declaration: AllowedValuesDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, allowedValues: column, values, ignoreCase = false } = declaration;
  const isText = values.every((value) => typeof value === 'string');
  const folded = (value: SqlFragment): SqlFragment => (ignoreCase ? sql`lower(${value})` : value);
  const held = ({ capabilities }: FindContext): SqlFragment => (isText ? capabilities.bytes(folded(cell(column))) : cell(column));
  const shown = `${values.slice(0, TOLD).join(', ')}${values.length > TOLD ? ', …' : ''}`;
  return rowCheck(
    declaration,
    {
      title: `Rows of ${table} Whose ${column} Is Not Allowed`,
      invariant: `${column} of ${table} is one of: ${values.join(', ')}`,
      why: 'Code that knows the allowed values passes the row over, or takes it for another.',
      advice: 'Find out what was meant, and enter it where your application does; or add the value, if it is a new one.',
      columns: [column],
      sentence: `has ${heldPlaces([column])}, which is none of the allowed values`,
      where: (context) =>
        sql`${cell(column)} is not null and ${held(context)} not in (${sql.join(values.map((value) => folded(sql`${value}`)))})`,
      details: (actual) => [line`${column}: ${actual[column]} (allowed: ${shown})`],
    },
    keyOf,
  );
}
