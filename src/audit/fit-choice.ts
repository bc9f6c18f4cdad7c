import { ALL, DEFAULT, isOwn, type Check, type Choice } from '../checks/index.ts';
import type { Catalog } from '../database/index.ts';
import { needsOf } from './run-check.ts';
import { TOTALS_NEEDS } from './totals.ts';

/** Whether a database has none of the tables that the synchronization checks are about: it is another application's. */
export function isForeign(catalog: Catalog): boolean {
  return Object.keys(TOTALS_NEEDS).every((table) => catalog.table(table) === undefined);
}

/**
 * The choice as it makes sense in this database. With own checks chosen and another application's database, checks of the
 * tool that do not apply are not even mentioned, unless they are named.
 */
export function fitChoice({ chosen, leftOut }: Choice, only: readonly string[] | null, catalog: Catalog): Choice {
  const here = chosen.map((check) => fitted(check, catalog));
  if (!isForeign(catalog) || !here.some(isOwn)) return { chosen: here, leftOut };
  const implied = only === null || only.includes(ALL) || only.includes(DEFAULT);
  const fitting = implied ? here.filter((check) => isOwn(check) || applies(check, catalog)) : here;
  return { chosen: fitting, leftOut: fitting.some(({ phase }) => phase !== null) ? leftOut : [] };
}

/** A check as it is in this database. */
export function fitted(check: Check, catalog: Catalog): Check {
  return check.within?.(catalog) ?? check;
}

function applies(check: Check, catalog: Catalog): boolean {
  return catalog.missing(needsOf(check)) === null;
}
