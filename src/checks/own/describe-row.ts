import type { DatabaseRow, DatabaseValue } from '../../database/index.ts';
import {
  bytesText,
  comparisonLines,
  emptyRecord,
  isLine,
  keyLine,
  line,
  renderLine,
  rowId,
  uuid,
  type Description,
  type Evidence,
  type EvidenceValue,
  type Line,
  type RowId,
} from '../../model/index.ts';
import type { NamedRow } from '../define-check.ts';
import { questOf, userOf } from '../naming.ts';
import type { OwnCheck } from './own-check.ts';

/** Columns that the audit joins for `names`, which are no evidence. */
const NAMES = { user: ['username'], quest: ['title', 'is_deleted'], guild: ['guild_name'] } as const;

/** The two sides of a comparison, by the beginning of a column's name. */
const SIDE = /^(expected|actual)_(.+)$/;

/**
 * Tells of one row of an own check: what it says itself, and the rest from the columns.
 *
 * @throws Error naming the key column that the query does not return
 */
export function describeRow(check: OwnCheck, row: NamedRow): Description {
  const key = Object.fromEntries(check.key.map((column) => [column, keyOf(column, row)]));
  const own = check.describe?.(row) ?? {};
  const { expected, actual } = { ...evidenceOf(check, row), ...ownEvidence(own) };
  const cause = own.cause ?? (check.causes === undefined ? null : textOf(row['cause']));
  const userId = typeof check.user === 'string' ? (row[check.user] ?? null) : null;
  return {
    key,
    user: own.user ?? (check.names?.includes('user') ? userOf(row) : userId === null ? null : { id: uuid(userId), username: null }),
    quest: own.quest ?? (check.names?.includes('quest') ? questOf(row) : null),
    cause,
    expected,
    actual,
    // The tool repairs nothing of which it does not know how the application writes it.
    repair: 'manual',
    headline: own.headline === undefined ? keyLine(key) : untrusted(own.headline),
    details: [...(own.details?.map(untrusted) ?? comparisonLines(expected, actual)), ...(cause === null ? [] : [line`Cause: ${cause}`])],
  };
}

/** What an own check says itself. All of it is a value: its words may forge what scripts look for as well as a row's. */
function untrusted(text: string | Line): Line {
  return line`${isLine(text) ? renderLine(text, String) : text}`;
}

function evidenceOf(check: OwnCheck, row: DatabaseRow): { readonly expected: Evidence; readonly actual: Evidence } {
  const told = new Set([
    ...check.key,
    ...(check.names ?? []).flatMap((name) => NAMES[name]),
    ...(check.causes === undefined ? [] : ['cause']),
  ]);
  const sides: Record<'expected' | 'actual', Record<string, EvidenceValue>> = {
    expected: emptyRecord(),
    actual: emptyRecord(),
  };
  for (const [column, value] of Object.entries(row)) {
    if (told.has(column)) continue;
    const [, side = 'actual', name = column] = SIDE.exec(column) ?? [];
    sides[side === 'expected' ? 'expected' : 'actual'][name] = plain(value);
  }
  return sides;
}

/** What a check says itself of both sides: it may hand on what a driver gave. */
function ownEvidence({
  expected,
  actual,
}: Partial<Pick<Description, 'expected' | 'actual'>>): Partial<Pick<Description, 'expected' | 'actual'>> {
  return {
    ...(expected === undefined ? {} : { expected: plainAll(expected) }),
    ...(actual === undefined ? {} : { actual: plainAll(actual) }),
  };
}

function plainAll(evidence: Evidence): Evidence {
  return Object.fromEntries(
    Object.entries(evidence).map(([name, value]) => [name, typeof value === 'bigint' || typeof value === 'number' ? plain(value) : value]),
  );
}

function keyOf(column: string, row: DatabaseRow): RowId {
  const value = row[column];
  if (value === undefined) throw new Error(`its query returns no column "${column}", which "key" names`);
  const told = plain(value);
  return typeof told === 'number' ? told : String(told);
}

/** A value as JSON can hold it, the same whichever way a driver gives whole numbers. */
export function plain(value: DatabaseValue): number | string | boolean | null {
  if (typeof value === 'bigint' || typeof value === 'string') return rowId(value);
  // JSON has no infinity; servers print it as a text.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value instanceof Uint8Array ? bytesText(value) : value;
}

function textOf(value: DatabaseValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}
