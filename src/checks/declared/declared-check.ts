import type { Catalog } from '../../database/index.ts';
import type { Check } from '../define-check.ts';
import { OWN_NAME, type OwnCheck } from '../own/own-check.ts';
import type { Nameable } from '../own/sentence-mistakes.ts';
import { toCheck } from '../own/to-check.ts';
import { allowedValues } from './allowed-values.ts';
import { counter } from './counter.ts';
import { dateOrder } from './date-order.ts';
import { listOf, type Declaration, type KeyOf } from './declaration.ts';
import { matches } from './matches.ts';
import { notNull } from './not-null.ts';
import { reference } from './reference.ts';
import { total } from './total.ts';
import { unique } from './unique.ts';

/** Names of rules, each a member of the declarations of its kind. */
export const RULES = ['unique', 'notNull', 'reference', 'allowedValues', 'counter', 'total', 'matches', 'dateOrder'] as const;

/** The key of a table of which nothing is known. */
const USUAL_KEY: KeyOf = () => ['id'];

/**
 * A declared check as the audit runs it.
 *
 * @param source where it is declared, for people
 */
export function declaredCheck(declaration: Declaration, source: string): Check {
  const identified = { ...declaration, id: idOf(declaration) };
  const by = (keyOf: KeyOf): Check => toCheck(ruleOf(identified, keyOf), source);
  return {
    ...by(USUAL_KEY),
    within: (catalog: Catalog) => by((table) => catalog.table(table)?.primaryKey ?? USUAL_KEY(table)),
  };
}

function ruleOf(declaration: Declaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  if ('unique' in declaration) return unique(declaration, keyOf);
  if ('notNull' in declaration) return notNull(declaration, keyOf);
  if ('reference' in declaration) return reference(declaration, keyOf);
  if ('allowedValues' in declaration) return allowedValues(declaration, keyOf);
  if ('counter' in declaration) return counter(declaration, keyOf);
  if ('total' in declaration) return total(declaration, keyOf);
  if ('matches' in declaration) return matches(declaration, keyOf);
  return dateOrder(declaration, keyOf);
}

/** The id that a declaration gives, else one made of table, columns and rule: `orders-customer-id-reference`. */
export function idOf(declaration: Declaration): string {
  if (declaration.id !== undefined) return declaration.id;
  const rule = RULES.find((name) => name in declaration) ?? 'dateOrder';
  return [declaration.table, ...columnsOf(declaration), rule].map(hyphened).join('-');
}

/** What the sentences of a declared check can name: what identifies a row may be known only in the database. */
export function nameable(declaration: Declaration): Nameable {
  const columns = columnsOf(declaration);
  const causes: readonly string[] = [];
  if ('unique' in declaration) return { user: false, quest: false, key: columns, expected: ['rows'], actual: ['rows'], causes };
  const { user, key } = declaration;
  return {
    ...{ user: user !== undefined, quest: false, causes },
    key: key === undefined ? null : listOf(key),
    expected: 'counter' in declaration || 'total' in declaration ? columns : [],
    actual: columns,
  };
}

/** The columns that a declaration's rule is about. */
function columnsOf(declaration: Declaration): readonly string[] {
  const rule = RULES.find((name) => name in declaration) ?? 'dateOrder';
  return listOf((declaration as unknown as Readonly<Record<string, string | readonly string[]>>)[rule] ?? []);
}

/** `OrderLine` becomes `order-line`, `sales.orders` `sales-orders`. */
export function hyphened(name: string): string {
  return name
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Whether the id of a declaration is one, given or made. */
export function hasGoodId(declaration: Declaration): boolean {
  return OWN_NAME.test(idOf(declaration));
}
