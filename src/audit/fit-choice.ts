import { ALL, DEFAULT, isForeign, isOwn, type Check, type Choice } from '../checks/index.ts';
import type { Catalog } from '../database/index.ts';
import { needsOf } from './run-check.ts';

/**
 * The choice as it makes sense in this database. With own checks chosen and another application's database, own checks come first, and
 * checks of the tool that do not apply are not even mentioned, unless they are named.
 */
export function fitChoice({ chosen, leftOut }: Choice, only: readonly string[] | null, catalog: Catalog): Choice {
  if (!isForeign(catalog) || !chosen.some(isOwn)) return { chosen: chosen.map((check) => fitted(check, catalog)), leftOut };
  const implied = only === null || only.includes(ALL) || only.includes(DEFAULT);
  const fitting = implied ? fittingChecks(chosen, catalog) : ownFirst(chosen.map((check) => fitted(check, catalog)));
  return { chosen: fitting, leftOut: fitting.some(({ phase }) => phase !== null) ? leftOut : [] };
}

/** The checks, as they are in this database, that have something to look at; own ones, which were written for it, are all among them. */
export function fittingChecks(checks: readonly Check[], catalog: Catalog): readonly Check[] {
  const here = checks.map((check) => fitted(check, catalog));
  return isForeign(catalog) ? ownFirst(here.filter((check) => isOwn(check) || applies(check, catalog))) : here;
}

/** A check as it is in this database. */
export function fitted(check: Check, catalog: Catalog): Check {
  return check.within?.(catalog) ?? check;
}

/** Whether all that a check needs is there and can be read. */
export function applies(check: Check, catalog: Catalog): boolean {
  return catalog.missing(needsOf(check)) === null;
}

function ownFirst(checks: readonly Check[]): readonly Check[] {
  return [...checks.filter(isOwn), ...checks.filter((check) => !isOwn(check))];
}
