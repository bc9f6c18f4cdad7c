import type { ColumnType } from 'kysely';

/** A whole number: PostgreSQL's driver is set to hand over texts, the others hand over numbers. */
export type Whole = ColumnType<number | string, number, number>;

/** Bytes: PostgreSQL's driver is set to hand over its text of them. */
export type Bytes = ColumnType<Uint8Array | string, Uint8Array, Uint8Array>;

/** Bytes as any driver hands them over. */
export function bytesOf(value: Uint8Array | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value.slice('\\x'.length), 'hex') : Buffer.from(value);
}
