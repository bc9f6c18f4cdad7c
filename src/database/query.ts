import type { RawBuilder } from 'kysely';

/** One SELECT with its parameters apart from its text. */
export type Query<Row = unknown> = RawBuilder<Row>;

/** A column value as a driver gives it: 64-bit integers and times arrive exact (bigint or text). */
export type DatabaseValue = string | number | bigint | boolean | null | Uint8Array;
export type DatabaseRow = Readonly<Record<string, DatabaseValue>>;
