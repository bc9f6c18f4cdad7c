import type { ReadSession, TableSchema } from '../../database/index.ts';
import type { TableContent } from '../inventory.ts';
import { timesOf } from '../times-of.ts';
import { compareCounters, type CounterComparison } from './compare-counters.ts';
import { RANGE, rowRanges, type RowRange } from './row-ranges.ts';

/** Rows of a table in which nothing has happened since the backup was made, as both say. */
export interface OlderRows {
  readonly ranges: number;
  readonly differing: number;
  /** Rows that the live database has from before the backup, and the backup has not. */
  readonly lacking: number;
  /** Rows of the backup that were deleted or changed since. */
  readonly gone: number;
  /** The first key of each of the first ranges that differ, and the last. */
  readonly where: readonly { readonly from: string; readonly to: string }[];
}

/** A table that both have. */
export interface TableComparison {
  readonly table: string;
  readonly backup: Omit<TableContent, 'table'>;
  readonly live: Omit<TableContent, 'table'>;
  /** Columns that only the live database has. */
  readonly missingColumns: readonly string[];
  /** Columns that only the backup has. */
  readonly surplusColumns: readonly string[];
  /** Null where no column of the table says when something happened in a row. */
  readonly older: OlderRows | null;
  /** Null where its ids come from no counter, or from one that cannot be read. */
  readonly counter: CounterComparison | null;
}

/** So many ranges are named. */
const NAMED = 5;

/** One side of a comparison. */
export interface Side {
  readonly session: ReadSession;
  readonly schema: TableSchema;
  readonly content: TableContent;
}

/** Compares a table of the backup with the same of the live database. */
export async function compareTables(backup: Side, live: Side, until: string | null): Promise<TableComparison> {
  const [ours, theirs] = [backup, live].map(({ schema }) => schema.columns.map(({ name }) => name)) as [string[], string[]];
  const common = ours.filter((name) => theirs.includes(name)).sort();
  const times = (side: Side): string => timesOf(side.schema).join();
  const isComparable = until !== null && common.length > 0 && times(backup) !== '' && times(backup) === times(live);
  return {
    table: backup.schema.name,
    backup: { rows: backup.content.rows, newest: backup.content.newest },
    live: { rows: live.content.rows, newest: live.content.newest },
    missingColumns: theirs.filter((name) => !ours.includes(name)),
    surplusColumns: ours.filter((name) => !theirs.includes(name)),
    older: isComparable
      ? olderRows(await rowRanges(backup.session, backup.schema, common, until), await rowRanges(live.session, live.schema, common, until))
      : null,
    counter: await compareCounters(backup, live),
  };
}

function olderRows(ours: ReadonlyMap<string, RowRange>, theirs: ReadonlyMap<string, RowRange>): OlderRows {
  const parts = [...new Set([...ours.keys(), ...theirs.keys()])].sort((one, other) => Number(one) - Number(other));
  let [lacking, gone, differing] = [0, 0, 0];
  const where: { from: string; to: string }[] = [];
  for (const part of parts) {
    const [own, other] = [ours.get(part), theirs.get(part)];
    const more = (other?.rows ?? 0) - (own?.rows ?? 0);
    lacking += Math.max(0, more);
    gone += Math.max(0, -more);
    if (more === 0 && own?.sum === other?.sum) continue;
    differing++;
    if (where.length < NAMED)
      where.push({ from: String(BigInt(part) * BigInt(RANGE)), to: String((BigInt(part) + 1n) * BigInt(RANGE) - 1n) });
  }
  return { ranges: parts.length, differing, lacking, gone, where };
}
