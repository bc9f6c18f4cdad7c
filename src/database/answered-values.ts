import { DatabaseError } from '../errors.ts';
import { compareIds, printed, rowId, type RowId } from '../model/index.ts';
import type { DatabaseValue } from './query.ts';

const WHOLE = /^-?\d+$/;

/**
 * What a query itself has counted, or made otherwise of whole numbers.
 *
 * @throws DatabaseError where the answer has something else there: no database counts like that
 */
export function integerOf(value: DatabaseValue | undefined): bigint {
  return WHOLE.test(String(value)) ? BigInt(String(value)) : wrong(value, 'a whole number');
}

/**
 * The same, of what is never too large for a number.
 *
 * @throws DatabaseError as {@link integerOf} does
 */
export function countOf(value: DatabaseValue | undefined): number {
  return Number(integerOf(value));
}

/** A number that a row holds: null for none, and as a text what is no number. */
export function numberOf(value: DatabaseValue | undefined): number | string | null {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : String(value);
}

/**
 * A number of any type, as a server prints it, as a number: SQLite has no other kind. A text where it is none, and where its whole part
 * has more digits than a number holds.
 */
export function plainNumber(text: string): number | string {
  const number = Number(text);
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isSafeInteger(Math.trunc(number)) ? number : text;
}

/**
 * The ids that a query has joined into one text, ascending.
 *
 * @throws DatabaseError where there is none
 */
export function idsOf(value: DatabaseValue | undefined): readonly RowId[] {
  return typeof value === 'string' ? value.split(',').map(rowId).sort(compareIds) : wrong(value, 'a list of ids');
}

/**
 * What stands at the place in a list of ours that a query names.
 *
 * @throws DatabaseError where nothing does
 */
export function placedIn<T>(list: readonly T[], place: DatabaseValue | undefined): T {
  return list[WHOLE.test(String(place)) ? Number(place) : -1] ?? wrong(place, 'a place in a list');
}

function wrong(value: DatabaseValue | undefined, what: string): never {
  throw new DatabaseError(
    'NOT_UNDERSTOOD',
    `The database's answer has ${value === undefined ? 'nothing' : printed`"${String(value)}"`} where ${what} was asked for.`,
  );
}
