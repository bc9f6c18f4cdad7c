import { systemClock, type Clock } from '../clock.ts';
import { ping } from '../database/index.ts';
import { toolVersion } from '../tool-version.ts';
import { backupFamilies } from './backup-families.ts';
import { exposition, type Exposition } from './exposition.ts';
import { gauge, type Family } from './family.ts';
import { healthOf, type Health, type HealthPart } from './health.ts';
import { auditPart, backupPart, databasePart, outboxPart, probePart, providerPart, schedulePart, storePart } from './health-parts.ts';
import { historyFamilies } from './history-families.ts';
import { jobFamilies } from './job-families.ts';
import { serviceFamilies } from './service-families.ts';
import type { MonitoredDatabase, MonitorSources } from './sources.ts';
import { SteadyAnswer, type Answer } from './steady-answer.ts';
import { StoreReader, type StoreFacts } from './store-facts.ts';

/** Whoever asks waits no longer: with this an answer is never slower than two seconds. */
const PATIENCE_MS = 1_500;
/** How long the sign of life of the provider of sign-ins holds: it is somebody else's. */
const PROVIDER_HOLDS_MS = 60_000;
/** How long what the store said holds. */
const STORE_HOLDS_MS = 1_000;

/** How health is judged. */
export interface HealthRules {
  /** How old the last audit that gave an answer may be. */
  readonly maxAuditAgeMs: number;
  /** How long a database's sign of life holds. */
  readonly pingHoldsMs: number;
}

/** What is judged by, unless something else is said: an audit a week, and a day's grace. */
const USUAL: HealthRules = { maxAuditAgeMs: 8 * 86_400_000, pingHoldsMs: 10_000 };

/**
 * Health and metrics of the service: answers about the store, and a sign of life of each database. However many ask, each is asked once at a
 * time and once in a while, and nobody waits for what hangs.
 */
export class Monitor {
  readonly #sources: MonitorSources;
  readonly #rules: HealthRules;
  readonly #clock: Clock;
  readonly #pings: readonly { readonly database: MonitoredDatabase; readonly answer: SteadyAnswer<true> }[];
  readonly #store: SteadyAnswer<StoreFacts>;
  readonly #provider: { readonly name: string; readonly answer: SteadyAnswer<true> } | null;

  constructor(
    sources: MonitorSources,
    rules: { readonly [Rule in keyof HealthRules]?: number | undefined } = {},
    clock: Clock = systemClock,
  ) {
    this.#sources = sources;
    const { maxAuditAgeMs = USUAL.maxAuditAgeMs, pingHoldsMs = USUAL.pingHoldsMs } = rules;
    this.#rules = { maxAuditAgeMs, pingHoldsMs };
    this.#clock = clock;
    this.#pings = sources.databases.map((database) => ({
      database,
      answer: new SteadyAnswer(
        async () => {
          await ping(await database.address());
          return true as const;
        },
        { holdsMs: pingHoldsMs, patienceMs: PATIENCE_MS, clock },
      ),
    }));
    const { provider = null } = sources;
    this.#provider =
      provider === null
        ? null
        : {
            name: provider.name,
            answer: new SteadyAnswer(() => provider.ask().then(() => true as const), {
              holdsMs: PROVIDER_HOLDS_MS,
              patienceMs: PATIENCE_MS,
              clock,
            }),
          };
    const reader = new StoreReader(sources);
    this.#store = new SteadyAnswer(() => reader.read(), { holdsMs: STORE_HOLDS_MS, patienceMs: PATIENCE_MS, clock });
  }

  /** Whether the databases can be reached. */
  async quick(): Promise<Health> {
    return healthOf(await this.#databaseParts(), this.#clock().toISOString());
  }

  /** How well the service and what it watches are. */
  async health(): Promise<Health> {
    const [databases, store, provider] = await Promise.all([this.#databaseParts(), this.#store.ask(), this.#providerParts()]);
    const now = this.#clock();
    return healthOf([...databases, storePart(store), ...this.#storedParts(store.value, now), ...provider], now.toISOString());
  }

  /** Metrics as text. @param accept the header of the request */
  async metrics(accept?: string): Promise<Exposition> {
    return exposition(await this.families(), accept);
  }

  /** The same as data. */
  async families(): Promise<readonly Family[]> {
    const [signs, store] = await Promise.all([this.#signs(), this.#store.ask()]);
    return [
      gauge(
        'build_info',
        'What this program is; always 1.',
        ['version', 'node'],
        [{ labels: { version: toolVersion, node: process.versions.node }, value: 1 }],
      ),
      gauge(
        'store_up',
        '1 where the store can be read; without it most other metrics are missing.',
        [],
        [{ labels: {}, value: store.value === null ? 0 : 1 }],
      ),
      gauge(
        'database_up',
        '1 where the database gave a sign of life.',
        ['database'],
        signs.map(({ database, sign }) => ({ labels: { database: database.name }, value: sign.value === null ? 0 : 1 })),
      ),
      ...(store.value === null
        ? []
        : [
            ...historyFamilies(store.value, this.#sources.checks),
            ...jobFamilies(store.value, this.#clock()),
            ...serviceFamilies(store.value),
            ...backupFamilies(store.value),
          ]),
    ];
  }

  async #databaseParts(): Promise<readonly HealthPart[]> {
    return (await this.#signs()).map(({ database, sign }) => databasePart(database.name, sign));
  }

  async #providerParts(): Promise<readonly HealthPart[]> {
    return this.#provider === null ? [] : [providerPart(this.#provider.name, await this.#provider.answer.ask())];
  }

  #signs(): Promise<readonly { readonly database: MonitoredDatabase; readonly sign: Answer<true> }[]> {
    return Promise.all(this.#pings.map(async ({ database, answer }) => ({ database, sign: await answer.ask() })));
  }

  #storedParts(facts: StoreFacts | null, now: Date): readonly HealthPart[] {
    if (facts === null) return [];
    return [
      ...[...facts.histories].map(([name, figures]) => auditPart(name, figures, now, this.#rules.maxAuditAgeMs)),
      ...facts.jobs.map((job) => schedulePart(job, now)),
      ...facts.probes.map(probePart),
      ...facts.backups.map((backup) => backupPart(backup, now)),
      outboxPart(facts.outbox, now),
    ];
  }
}
