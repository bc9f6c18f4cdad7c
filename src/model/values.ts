import type { RowId } from './evidence.ts';
import { withoutEnd } from './in-one-line.ts';

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d*)$/;

/**
 * A 64-bit integer as any driver gives it (number, bigint or digits) to a {@link RowId}. What is no integer keeps a text of its own:
 * two values that the database tells apart never become one id.
 */
export function rowId(value: unknown): RowId {
  const text = value instanceof Uint8Array ? bytesText(value) : String(value);
  const number = WHOLE_NUMBER.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : text;
}

/** Bytes as a text of their own, whether or not they are UTF-8. */
export function bytesText(value: Uint8Array): string {
  return `0x${Buffer.from(value).toString('hex')}`;
}

/** Whether an id is a whole number. SQLite may hold 2.5, a text or nothing at all where a number is meant. */
export function isWholeNumber(id: RowId): boolean {
  return typeof id === 'number' || WHOLE_NUMBER.test(id);
}

/** Orders ids: numbers by their size, before all that are none. */
export function compareIds(one: RowId, other: RowId): number {
  const [isNumber, otherIsNumber] = [isWholeNumber(one), isWholeNumber(other)];
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  const [a, b] = isNumber ? [BigInt(one), BigInt(other)] : [one, other];
  return a < b ? -1 : a > b ? 1 : 0;
}

const HEX_32 = /^[0-9a-f]{32}$/;
const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A UUID in any engine's representation, also as its 16 bytes, to its hyphenated lower-case form (SPEC section 5).
 * A text that is no UUID comes back as it is, and other bytes as hex: an auditor reports what stands there.
 */
export function uuid(value: unknown): string {
  const text = value instanceof Uint8Array ? bytesText(value) : String(value);
  if (HYPHENATED.test(text)) return text;
  const hex = (value instanceof Uint8Array ? text.slice(2) : text.replaceAll('-', '')).toLowerCase();
  if (!HEX_32.test(hex)) return text;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A day that exists: MySQL keeps months and days of zero. */
const TIMESTAMP = /^(\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|[+-]00(?::?00)?)?$/;

/**
 * A UTC timestamp as a database prints it to ISO 8601 with the microseconds kept (`2025-07-01T13:22:32.000001Z`).
 * Null stays null; a text of another form, such as `infinity` or `0000-00-00 00:00:00`, comes back as it is.
 */
export function instant(value: string | number | bigint | boolean | Uint8Array | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  const match = TIMESTAMP.exec(text);
  if (match === null) return text;
  const fraction = withoutEnd(match[3] ?? '', /0/);
  return `${match[1]}T${match[2]}${fraction === '' ? '' : `.${fraction.padEnd(6, '0')}`}Z`;
}

/** An ISO instant as Django prints it, and as scripts around the old command expect: `2025-07-01 13:22:32+00:00`. */
export function djangoTime(iso: string | null): string {
  return iso === null ? 'None' : iso.replace(/^(\d+-\d\d-\d\d)T(\S+)Z$/, '$1 $2+00:00');
}

/** A boolean as any driver gives it. */
export function boolean(value: unknown): boolean {
  return value === true || value === 1 || value === 1n || value === '1';
}

/**
 * A timestamp, as a database prints it, as a text that sorts by time (to the microsecond). A text of another form sorts as
 * it is.
 */
export function timeKey(value: Parameters<typeof instant>[0]): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const match = TIMESTAMP.exec(text);
  return match === null ? text : `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}`;
}

const ISO = /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z$/;

/** Whether a text is a time as {@link instant} writes it, which every reader of ISO 8601 takes for one. */
export function isInstant(text: string): boolean {
  return ISO.test(text);
}
