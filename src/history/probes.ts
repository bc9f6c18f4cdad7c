import { sql, type Kysely } from 'kysely';
import { latencyBucket } from '../model/index.ts';
import { together } from './together.ts';
import type { Whole } from './whole.ts';

/** What one look at a target came to. */
export type ProbeOutcome = 'up' | 'slow' | 'down';

interface ProbeTable {
  readonly name: string;
  /** Goes up with each result: who keeps one says which state it has seen. */
  readonly revision: Whole;
  readonly state: ProbeOutcome;
  readonly since: string;
  /** Outcomes that may become another state, the oldest first. */
  readonly pending: string;
  readonly looked_at: string;
  readonly outcome: ProbeOutcome;
  readonly latency_ms: Whole | null;
  readonly status: Whole | null;
  readonly reason: string | null;
  readonly certificate_ends: string | null;
}

interface TallyTable {
  readonly name: string;
  readonly grain: Grain;
  /** `YYYY-MM-DDTHH`, `YYYY-MM-DD`, or nothing. */
  readonly start: string;
  readonly outcome: ProbeOutcome;
  readonly bucket: Whole;
  readonly results: Whole;
  readonly total_ms: Whole;
}

type Tables = Readonly<{ peerquest_audit_probe: ProbeTable; peerquest_audit_probe_tally: TallyTable }>;

/** By what results are counted: what is counted altogether is never forgotten. */
export type Grain = 'hour' | 'day' | 'ever';

/** How a target is, and what the last look at it came to. Times are ISO 8601 UTC. */
export interface ProbeState {
  readonly name: string;
  readonly revision: number;
  /** After hysteresis. */
  readonly state: ProbeOutcome;
  readonly since: string;
  readonly pending: readonly ProbeOutcome[];
  readonly at: string;
  readonly outcome: ProbeOutcome;
  /** Null where there was no answer. */
  readonly latencyMs: number | null;
  readonly status: number | null;
  /** Why it was slow or down, as the end of a sentence; null where it was up. */
  readonly reason: string | null;
  readonly certificateEnds: string | null;
}

/** How often a target was found so, in which bucket of latencies. */
export interface ProbeTally {
  readonly name: string;
  readonly outcome: ProbeOutcome;
  readonly bucket: number;
  readonly results: number;
  readonly totalMs: number;
}

/** The same, of an hour or a day. */
export interface DatedTally extends ProbeTally {
  /** `YYYY-MM-DDTHH` or `YYYY-MM-DD`. */
  readonly start: string;
}

/** How targets are and were. */
export interface Probes {
  /** In the order of their names. */
  all(): Promise<readonly ProbeState[]>;
  /** Keeps a result and counts it; false where another has kept one since the state that was seen. */
  keep(seen: ProbeState | null, next: Omit<ProbeState, 'revision'>): Promise<boolean>;
  /** Results counted by a grain since a time, ISO 8601 UTC: from the whole hour or day in which that is. */
  tally(grain: Grain, since?: string): Promise<readonly ProbeTally[]>;
  /** The same, each hour or day by itself, in the order of names and times. */
  dated(grain: Exclude<Grain, 'ever'>, since: string): Promise<readonly DatedTally[]>;
  /** Forgets hours and days before these times. */
  prune(hoursBefore: string, daysBefore: string): Promise<void>;
}

const START: Readonly<Record<Grain, (at: string) => string>> = {
  hour: (at) => at.slice(0, 'YYYY-MM-DDTHH'.length),
  day: (at) => at.slice(0, 'YYYY-MM-DD'.length),
  ever: () => '',
};

/** The probes of a store. */
export function probes(database: Kysely<Tables>): Probes {
  return {
    async all() {
      const rows = await database.selectFrom('peerquest_audit_probe').selectAll().orderBy('name').execute();
      return rows.map((row) => ({
        name: row.name,
        revision: Number(row.revision),
        state: row.state,
        since: row.since,
        pending: row.pending === '' ? [] : (row.pending.split(' ') as ProbeOutcome[]),
        at: row.looked_at,
        outcome: row.outcome,
        latencyMs: row.latency_ms === null ? null : Number(row.latency_ms),
        status: row.status === null ? null : Number(row.status),
        reason: row.reason,
        certificateEnds: row.certificate_ends,
      }));
    },
    async keep(seen, next) {
      let isKept = true;
      await together(database, async (transaction) => {
        isKept = await keepState(transaction, seen, next);
        if (!isKept) return;
        for (const grain of ['hour', 'day', 'ever'] as const) await count(transaction, grain, next);
      });
      return isKept;
    },
    async tally(grain, since = '') {
      const rows = await database
        .selectFrom('peerquest_audit_probe_tally')
        .where('grain', '=', grain)
        .where('start', '>=', START[grain](since))
        .groupBy(['name', 'outcome', 'bucket'])
        .select(({ fn }) => [
          'name',
          'outcome',
          'bucket',
          fn.sum<number | string>('results').as('results'),
          fn.sum<number | string>('total_ms').as('total_ms'),
        ])
        .orderBy('name')
        .orderBy('outcome')
        .orderBy('bucket')
        .execute();
      return rows.map(tallyOf);
    },
    async dated(grain, since) {
      const rows = await database
        .selectFrom('peerquest_audit_probe_tally')
        .where('grain', '=', grain)
        .where('start', '>=', START[grain](since))
        .select(['name', 'start', 'outcome', 'bucket', 'results', 'total_ms'])
        .orderBy('name')
        .orderBy('start')
        .orderBy('outcome')
        .orderBy('bucket')
        .execute();
      return rows.map((row) => ({ start: row.start, ...tallyOf(row) }));
    },
    async prune(hoursBefore, daysBefore) {
      for (const [grain, before] of [
        ['hour', hoursBefore],
        ['day', daysBefore],
      ] as const) {
        await database
          .deleteFrom('peerquest_audit_probe_tally')
          .where('grain', '=', grain)
          .where('start', '<', START[grain](before))
          .execute();
      }
    },
  };
}

type TallyRow = Pick<TallyTable, 'name' | 'outcome'> & Readonly<Record<'bucket' | 'results' | 'total_ms', number | string>>;

function tallyOf({ name, outcome, bucket, results, total_ms }: TallyRow): ProbeTally {
  return { name, outcome, bucket: Number(bucket), results: Number(results), totalMs: Number(total_ms) };
}

/** The first statement writes, so that two of them wait for each other on every engine. */
async function keepState(database: Kysely<Tables>, seen: ProbeState | null, next: Omit<ProbeState, 'revision'>): Promise<boolean> {
  const row = {
    state: next.state,
    since: next.since,
    pending: next.pending.join(' '),
    looked_at: next.at,
    outcome: next.outcome,
    latency_ms: next.latencyMs === null ? null : Math.round(next.latencyMs),
    status: next.status,
    reason: next.reason?.slice(0, 255) ?? null,
    certificate_ends: next.certificateEnds,
  };
  if (seen !== null) {
    const { numUpdatedRows } = await database
      .updateTable('peerquest_audit_probe')
      .set({ ...row, revision: (seen.revision % 2_000_000_000) + 1 })
      .where('name', '=', next.name)
      .where('revision', '=', seen.revision)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
  const there = await database.selectFrom('peerquest_audit_probe').select('name').where('name', '=', next.name).executeTakeFirst();
  if (there !== undefined) return false;
  await database
    .insertInto('peerquest_audit_probe')
    .values({ name: next.name, revision: 1, ...row })
    .execute();
  return true;
}

async function count(
  database: Kysely<Tables>,
  grain: Grain,
  { name, at, outcome, latencyMs }: Omit<ProbeState, 'revision'>,
): Promise<void> {
  const took = Math.round(latencyMs ?? 0);
  const key = { name, grain, start: START[grain](at), outcome, bucket: latencyMs === null ? 0 : latencyBucket(latencyMs) };
  const { numUpdatedRows } = await database
    .updateTable('peerquest_audit_probe_tally')
    .set({ results: sql<number>`results + 1`, total_ms: sql<number>`total_ms + ${took}` })
    .where('name', '=', key.name)
    .where('grain', '=', key.grain)
    .where('start', '=', key.start)
    .where('outcome', '=', key.outcome)
    .where('bucket', '=', key.bucket)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  await database
    .insertInto('peerquest_audit_probe_tally')
    .values({ ...key, results: 1, total_ms: took })
    .execute();
}
