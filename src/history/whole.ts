import type { ColumnType } from 'kysely';

/** A whole number: PostgreSQL's driver is set to hand over texts, the others hand over numbers. */
export type Whole = ColumnType<number | string, number, number>;
