import { fileOf, type DatabaseAddress } from '../database/index.ts';
import type { Figures, JobState, KeptBackup, NewestRun, OutboxCount, ProbeState, ProbeTally, Store } from '../history/index.ts';
import type { LastVerified } from '../model/index.ts';
import type { ScheduledJob } from '../schedule/index.ts';
import type { MonitoredDatabase, MonitorSources } from './sources.ts';

/** What the store says, as it is at one moment. */
export interface StoreFacts {
  /** By the name of the database; null where no run of it is kept. */
  readonly histories: ReadonlyMap<string, Figures | null>;
  /** The jobs of the configuration, and how far each has come; null for one that nobody has looked at yet. */
  readonly jobs: readonly { readonly job: ScheduledJob; readonly state: JobState | null }[];
  /** How the probes of the configuration are that were asked already, and all their results. */
  readonly probes: readonly ProbeState[];
  readonly probeTallies: readonly ProbeTally[];
  /** Messages of alerts, by channel and state. */
  readonly outbox: readonly OutboxCount[];
  /** Databases whose backup is configured, and what was verified of them last. */
  readonly backups: readonly { readonly database: string; readonly withinMs: number; readonly verified: LastVerified<KeptBackup> }[];
}

/** Reads what health and metrics need of the store. What only a new run changes is read again after one. */
export class StoreReader {
  readonly #sources: MonitorSources;
  readonly #known = new Map<string, { readonly run: NewestRun; readonly figures: Figures | null }>();

  constructor(sources: MonitorSources) {
    this.#sources = sources;
  }

  /** @throws StoreError where the store cannot be read */
  async read(): Promise<StoreFacts> {
    const { databases, probes, jobs } = this.#sources;
    const store = await this.#sources.store();
    const newest = (await store?.figures.newest()) ?? [];
    const histories = new Map<string, Figures | null>();
    for (const database of databases) {
      const run = await this.#newestOf(database, newest);
      histories.set(database.name, store === null || run === null ? null : await this.#figures(database.name, run, store));
    }
    const isKnown = ({ name }: { readonly name: string }): boolean => probes.includes(name);
    const states = (await store?.jobs.all()) ?? [];
    const backups: StoreFacts['backups'][number][] = [];
    for (const [database, withinMs] of Object.entries(this.#sources.backups ?? {}))
      backups.push({ database, withinMs, verified: (await store?.backups.lastOf(database)) ?? { last: null, lastSound: null } });
    return {
      histories,
      backups,
      jobs: jobs.map((job) => ({ job, state: states.find((state) => state.job === job.name && state.database === job.title) ?? null })),
      probes: ((await store?.probes.all()) ?? []).filter(isKnown),
      probeTallies: ((await store?.probes.tally('ever')) ?? []).filter(isKnown),
      outbox: (await store?.outbox.counts()) ?? [],
    };
  }

  /** A database without a name is known by what its own name is, and else is what was looked at last of what has none. */
  async #newestOf({ subject, address }: MonitoredDatabase, newest: readonly NewestRun[]): Promise<NewestRun | null> {
    if (subject !== null) return newest.find((run) => run.subject === subject) ?? null;
    const named = this.#sources.databases.map((database) => database.subject);
    const unnamed = newest.filter((run) => !named.includes(run.subject));
    const own = await address().then(nameOf, () => null);
    return unnamed.find(({ database }) => database === own) ?? unnamed[0] ?? null;
  }

  async #figures(name: string, run: NewestRun, { figures }: Store): Promise<Figures | null> {
    const known = this.#known.get(name);
    if (known?.run.subject === run.subject && known.run.number === run.number) return known.figures;
    const read = await figures.of(
      run.subject,
      this.#sources.checks.map(({ id }) => id),
    );
    this.#known.set(name, { run, figures: read });
    return read;
  }
}

const nameOf = (address: DatabaseAddress): string => fileOf(address) ?? ('database' in address ? address.database : '');
