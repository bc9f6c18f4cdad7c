import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import type { Store } from '../../src/history/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { randomNumbers } from '../support/app-writer.ts';
import { createDatabase, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';

/** Kills at random moments, for each engine of the store. */
const KILLS = Number(process.env['KILLS'] ?? (isThorough ? 200 : 5));

/** One of those who share the store, started anew whenever it is killed; what it tells is kept. */
class Instance {
  readonly told: Record<string, unknown>[] = [];
  readonly #args: readonly string[];
  #child: ChildProcess | null = null;

  constructor(...args: readonly string[]) {
    this.#args = args;
  }

  start(): void {
    const child = spawn(process.execPath, ['--import', 'tsx', resolve('test/daemon/schedule-process.ts'), ...this.#args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      this.told.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    });
    this.#child = child;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

for (const engine of oneServerOf('postgresql')) {
  const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!available)(`two instances that are killed, with their store on ${engine}`, () => {
    let audited: TestDatabase;
    let kept: TestDatabase;
    let store: Store;
    beforeAll(async () => {
      audited = await createDatabase('sqlite');
      await audited.insert(audit001);
      kept = await createDatabase(engine, { empty: true });
      store = await openedStore(kept.url);
    });
    afterAll(async () => {
      await store.close();
      await kept.drop();
      await audited.drop();
    });

    it(`run each time of a job once, and none is left behind (${KILLS} kills, SEED=${seed})`, { timeout: 1_200_000 }, async () => {
      const random = randomNumbers(seed);
      const instances = [1, 2].map(() => new Instance(audited.url, kept.url));
      for (const one of instances) one.start();
      for (let kill = 0; kill < KILLS; kill++) {
        await wait(500 + random() * 4500);
        const victim = instances[Math.floor(random() * instances.length)];
        await victim?.end('SIGKILL');
        victim?.start();
      }
      await wait(8000);
      await Promise.all(instances.map((one) => one.end('SIGTERM')));
      const told = instances.flatMap((one) => one.told);
      const began = told.filter(({ event }) => event === 'job-started');
      // However often it was begun, a time has one run.
      const runsOf = new Map<unknown, Set<unknown>>();
      for (const { due, run } of began) runsOf.set(due, (runsOf.get(due) ?? new Set()).add(run));
      for (const [due, begun] of runsOf) expect({ due, runs: begun.size }).toEqual({ due, runs: 1 });
      const runs = await store.history.runs({ limit: null });
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
      const recorded = new Set(runs.map(({ id }) => id));
      // What was begun has ended in the history; the last one may have been left to the next start.
      const [last] = await store.jobs.all();
      const lost = [...new Set(began.map(({ run }) => run))].filter((run) => !recorded.has(String(run)) && run !== last?.run);
      expect(lost).toEqual([]);
      expect(last?.state === 'running' || last?.state === 'issues').toBe(true);
      process.stdout.write(
        `${engine}: ${KILLS} kills, ${runsOf.size} times, ${began.length} beginnings, ${runs.length} runs, ${told.filter(({ event }) => event === 'job-taken-over').length} taken over\n`,
      );
    });
  });
}
