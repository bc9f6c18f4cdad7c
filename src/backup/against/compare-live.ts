import type { AuditRequest } from '../../audit/index.ts';
import type { Check } from '../../checks/index.ts';
import { addressText, connect, type DatabaseAddress, type ReadSession, type TableSchema } from '../../database/index.ts';
import { FingerprintSet, type RunResult } from '../../model/index.ts';
import { auditRestored, type Heard } from '../audit-restored.ts';
import type { Flaw } from '../flaw.ts';
import { inventory, type TableContent } from '../inventory.ts';
import { compareSequences, type SequenceComparison } from './compare-sequences.ts';
import { compareTables, type TableComparison } from './compare-tables.ts';
import { requireSameEngine } from './same-engine.ts';

/** What a restored backup and the live database say of each other. */
export interface Comparison {
  readonly live: string;
  /** The newest time in the backup: rows in which nothing has happened since are compared one by one. */
  readonly until: string | null;
  readonly tables: readonly TableComparison[];
  /** Tables that only the live database has. */
  readonly missingTables: readonly string[];
  /** Tables that only the backup has. */
  readonly surplusTables: readonly string[];
  readonly sequences: SequenceComparison;
  /** Checks that find something else in each of the two, with how many findings only one of them has. Findings decide nothing. */
  readonly findings: readonly FindingsApart[];
}

/** How many findings of a check each of the two has, and how many the other has not. */
export interface FindingsApart {
  readonly check: string;
  readonly backup: number;
  readonly live: number;
  readonly onlyBackup: number;
  readonly onlyLive: number;
}

/** What is compared, and with what. */
export interface AgainstWish {
  readonly backup: DatabaseAddress;
  readonly live: DatabaseAddress;
  readonly tables: readonly TableContent[];
  readonly until: string | null;
  readonly audited: RunResult | null;
  /** Which findings the backup has. */
  readonly heard: Heard;
  readonly request: AuditRequest;
  readonly ownChecks: readonly Check[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Compares a restored backup with the live database, each in one snapshot.
 *
 * @throws UsageError for a database of another engine
 */
export async function compareLive(wish: AgainstWish): Promise<Comparison> {
  const { backup, live, until } = wish;
  requireSameEngine(backup, live);
  const contents = await inventory(live);
  const [ours, theirs] = [wish.tables, contents].map((all) => new Map(all.map((content) => [content.table, content]))) as [
    Map<string, TableContent>,
    Map<string, TableContent>,
  ];
  const common = [...ours.keys()].filter((table) => theirs.has(table));
  const tables: TableComparison[] = [];
  let sequences: SequenceComparison;
  const here = await connect(backup, []);
  try {
    const there = await connect(live, []);
    try {
      const [own, other] = [await schemasOf(here, common), await schemasOf(there, common)];
      for (const table of common) {
        wish.signal?.throwIfAborted();
        const [schema, liveSchema, content, liveContent] = [own.get(table), other.get(table), ours.get(table), theirs.get(table)];
        if (schema === undefined || liveSchema === undefined || content === undefined || liveContent === undefined) continue;
        tables.push(
          await compareTables({ session: here, schema, content }, { session: there, schema: liveSchema, content: liveContent }, until),
        );
      }
      sequences = await compareSequences(here, there, common);
    } finally {
      await there.close();
    }
  } finally {
    await here.close();
  }
  return {
    live: addressText(live),
    until,
    tables,
    missingTables: [...theirs.keys()].filter((table) => !ours.has(table)),
    surplusTables: [...ours.keys()].filter((table) => !theirs.has(table)),
    sequences,
    findings: await findingsApart(wish),
  };
}

/** What keeps a backup from standing in for the live database. Rows that were changed or deleted since are none. */
export function comparisonFlaws({ tables, missingTables, sequences }: Comparison): readonly Flaw[] {
  const columns = tables.flatMap(({ table, missingColumns }) => missingColumns.map((name) => `${table}.${name}`));
  const rows = tables.filter(({ older }) => (older?.lacking ?? 0) > 0);
  const counters = tables.flatMap(({ table, counter }) =>
    counter !== null && counter.taken !== null && counter.takenLive === null
      ? [`${table}.${counter.column} would get ${counter.backup ?? ''} next, and ${counter.taken} is there`]
      : [],
  );
  return [
    ...(missingTables.length === 0
      ? []
      : [{ code: 'LACKS_TABLES', sentence: `it lacks tables that the live database has: ${missingTables.join(', ')}.` }]),
    ...(columns.length === 0
      ? []
      : [{ code: 'LACKS_COLUMNS', sentence: `it lacks columns that the live database has: ${columns.join(', ')}.` }]),
    ...(sequences.missing.length === 0
      ? []
      : [{ code: 'LACKS_SEQUENCES', sentence: `it lacks sequences that the live database has: ${sequences.missing.join(', ')}.` }]),
    ...(rows.length === 0
      ? []
      : [
          {
            code: 'LACKS_ROWS',
            sentence: `it lacks rows that the live database has from before it was made: ${rows.map(({ table, older }) => `${older?.lacking ?? 0} of ${table}`).join(', ')}.`,
          },
        ]),
    ...(counters.length === 0
      ? []
      : [{ code: 'COUNTERS_BEHIND', sentence: `its counters give numbers that are taken, so that inserts fail: ${counters.join(', ')}.` }]),
  ];
}

async function schemasOf(session: ReadSession, tables: readonly string[]): Promise<ReadonlyMap<string, TableSchema>> {
  return new Map((await session.schema(tables)).map((schema) => [schema.name, schema]));
}

async function findingsApart({ live, request, ownChecks, signal, audited, heard }: AgainstWish): Promise<Comparison['findings']> {
  if (audited === null) return [];
  const there: Heard = new Map();
  const { result } = await auditRestored(live, request, ownChecks, signal, there);
  const counts = new Map((result?.checks ?? []).map(({ check, count }) => [check.id, count]));
  return audited.checks.flatMap(({ check: { id }, count }) => {
    const now = counts.get(id) ?? null;
    if (count === null || now === null) return [];
    const [ours, theirs] = [heard.get(id) ?? new FingerprintSet(), there.get(id) ?? new FingerprintSet()];
    const apart = { check: id, backup: count, live: now, onlyBackup: ours.without(theirs), onlyLive: theirs.without(ours) };
    return apart.onlyBackup + apart.onlyLive === 0 ? [] : [apart];
  });
}
