import { writeFileSync } from 'node:fs';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { Store } from '../../src/history/index.ts';
import { Monitor, type HealthRules, type KnownCheck, type MonitoredDatabase, type MonitorSources } from '../../src/monitor/index.ts';
import type { ScheduledJob } from '../../src/schedule/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { madeRecording, type MadeRun } from '../history/recordings.ts';
import { temporaryFolder } from '../support/cli.ts';

/** Checks that are known to the monitor of a test. */
export const CHECKS: readonly KnownCheck[] = [
  { id: 'one', severity: 'critical' },
  { id: 'two', severity: 'warning' },
];

/** What is watched in a test: a store, and databases in files. */
export interface Watched {
  readonly store: Store;
  /** A file in the test's folder. */
  file(name: string): string;
  /** A database that is there. */
  database(name: string, changes?: Partial<MonitoredDatabase>): MonitoredDatabase;
  record(run: MadeRun): Promise<void>;
  monitor(databases: readonly MonitoredDatabase[], changes?: MonitorChanges): Monitor;
  close(): Promise<void>;
}

export interface MonitorChanges {
  readonly checks?: readonly KnownCheck[];
  readonly probes?: readonly string[];
  readonly jobs?: readonly ScheduledJob[];
  readonly store?: () => Promise<Store | null>;
  readonly provider?: MonitorSources['provider'];
  readonly rules?: HealthRules;
  /** ISO 8601. */
  readonly now?: string;
}

export async function watched(): Promise<Watched> {
  const folder = temporaryFolder();
  const store = await openedStore(folder.file('store.sqlite3'));
  return {
    store,
    file: (name) => folder.file(name),
    database(name, changes = {}) {
      const file = folder.file(`${name}.sqlite3`);
      writeFileSync(file, '');
      return { name, subject: name, address: () => Promise.resolve(parseDatabaseUrl(file)), ...changes };
    },
    async record(run) {
      const recording = await madeRecording(run);
      await store.history.record(recording);
      recording.met.drop();
    },
    monitor: (
      databases,
      {
        checks = CHECKS,
        probes = [],
        jobs = [],
        rules,
        now = '2026-01-02T00:00:00.000Z',
        store: lent = () => Promise.resolve(store),
        provider = null,
      } = {},
    ) => new Monitor({ databases, checks, jobs, probes, provider, store: lent }, rules, () => new Date(now)),
    async close() {
      await store.close();
      folder.remove();
    },
  };
}
