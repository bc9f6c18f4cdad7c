import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import type { Store } from '../../src/history/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { randomNumbers } from '../support/app-writer.ts';
import { buildChild, type ChildProgram } from '../support/crash-process.ts';
import { createDatabase, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';

/** Kills at random moments, for each engine of the store. */
const KILLS = Number(process.env['KILLS'] ?? (isThorough ? 200 : 3));
/** About what a run of the job takes, in milliseconds. */
const LONGEST_RUN = 150;
/** A job is due every other second, and what is gone is taken over after one and a half: in this time an instance may be at anything. */
const LONGEST_LIFE = 3000;

/** One of those who share the store, started anew whenever it is killed; what it tells is kept. */
class Instance {
  readonly told: Record<string, unknown>[] = [];
  /** Emits each event by its name. */
  readonly heard = new EventEmitter();
  readonly #args: readonly string[];
  #child: ChildProcess | null = null;
  #atWork: Promise<unknown> = Promise.resolve();

  constructor(...args: readonly string[]) {
    this.#args = args;
  }

  start(): void {
    const child = spawn(process.execPath, this.#args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#atWork = once(this.heard, 'at-work');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      this.told.push(event);
      this.heard.emit(String(event['event']));
    });
    this.#child = child;
  }

  /** Kills it, though not before it is at work. @returns whether a run of the job was under way in it */
  async kill(): Promise<boolean> {
    await this.#atWork;
    await this.end('SIGKILL');
    const last = this.told.findLast(({ event }) => ['job-started', 'job-finished', 'at-work'].includes(String(event)));
    return last?.['event'] === 'job-started';
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

/** Which of them begins the next run. */
async function nextToRun(instances: readonly Instance[]): Promise<Instance> {
  const found = new AbortController();
  const next = instances.map((one) => once(one.heard, 'job-started', { signal: found.signal }).then(() => one));
  return Promise.race(next).finally(() => {
    found.abort();
  });
}

let program: ChildProgram;
beforeAll(async () => {
  program = await buildChild('../daemon/schedule-process.ts');
});
afterAll(() => {
  program.remove();
});

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

for (const engine of isThorough ? THREE_ENGINES : (['postgresql'] as const)) {
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
      const instances = [1, 2].map(() => new Instance(program.file, audited.url, kept.url));
      for (const one of instances) one.start();
      let underWay = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        // By turns whoever runs, and whoever it may be at whatever it may be at.
        const victim = kill % 2 === 0 ? await nextToRun(instances) : (instances[Math.floor(random() * instances.length)] as Instance);
        await wait(random() * (kill % 2 === 0 ? LONGEST_RUN : LONGEST_LIFE));
        if (await victim.kill()) underWay++;
        victim.start();
      }
      // What was left is taken over, and a time comes after it.
      await wait(5000);
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
      const failed = told.filter(({ state }) => state === 'failed');
      expect({ lost, failed }).toEqual({ lost: [], failed: [] });
      expect(last?.state === 'running' || last?.state === 'issues').toBe(true);
      process.stdout.write(
        `${engine}: ${KILLS} kills, ${underWay} of them while a run was under way, ${runsOf.size} times, ${began.length} beginnings, ${runs.length} runs, ${told.filter(({ event }) => event === 'job-taken-over').length} taken over\n`,
      );
    });
  });
}
