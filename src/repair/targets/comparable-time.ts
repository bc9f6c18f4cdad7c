import type { DatabaseRow } from '../../database/index.ts';
import { timeKey } from '../../model/index.ts';

/** What is no time, or one of a form that cannot be compared with others: it proves nothing and has no place in an order. */
export const UNREADABLE = Symbol('unreadable');

/** A time as a text that sorts. */
export type ComparableTime = string | typeof UNREADABLE;

/**
 * A time of a row.
 *
 * @param isTime 1 where the database says that it can be compared with others (`isTime` of its capabilities)
 */
export function comparable(value: DatabaseRow[string] | undefined, isTime: DatabaseRow[string] | undefined): ComparableTime {
  return Number(isTime) === 1 ? timeKey(value) : UNREADABLE;
}

/** Whether it can be said in which order these times came: each can be read, or there is only one. */
export function areInOrder(times: readonly ComparableTime[]): boolean {
  return times.length < 2 || !times.includes(UNREADABLE);
}

/** For sorting times that are in order. */
export function compareTimes(one: ComparableTime, other: ComparableTime): number {
  const [former, latter] = [one === UNREADABLE ? '' : one, other === UNREADABLE ? '' : other];
  return former < latter ? -1 : former > latter ? 1 : 0;
}
