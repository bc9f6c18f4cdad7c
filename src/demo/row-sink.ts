import type { PartialRow } from './audit-001.ts';

/** Takes generated rows of one table; rows that they refer to may come later. */
export type RowSink = (table: string, rows: readonly PartialRow[]) => void;
