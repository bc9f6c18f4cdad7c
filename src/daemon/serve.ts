import type { Clock } from '../clock.ts';
import { addressText } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { printed, UNNAMED } from '../model/index.ts';
import type { Runner } from '../service/index.ts';
import { NewsBook, type BindingFlags, type NamedDatabase } from '../server/index.ts';
import type { Timer } from '../timer.ts';
import { newStoreNote, Workspace, type WorkspaceWish } from '../workspace/index.ts';
import { alertsOfRun } from './alerts-of-run.ts';
import { jobsOf } from './jobs-of.ts';
import { monitorOf } from './monitor-port.ts';
import { requireOwnStore } from './own-store.ts';
import { partsFor } from './parts.ts';
import { servedDatabases } from './served-databases.ts';
import type { ServicePart } from './service-part.ts';
import { tellRun } from './tell-run.ts';
import { ThreadExplainer } from './thread-explainer.ts';
import { ThreadRunner } from './thread-runner.ts';

/** What the service is given of the program around it. */
export interface ServePorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Lines for people: what the service will do. */
  readonly say: (line: string) => void;
  /** The sum of a run, as the text report has it, for programs that look for that line. */
  readonly saySum: (line: string) => void;
  /** Told the address when the service answers there. */
  readonly onListening?: ((address: string) => void) | undefined;
}

/** How the service is to run: each member is the flag of that name. */
export interface ServeWish extends WorkspaceWish, BindingFlags {
  /** Validates everything, says what the service would do, and starts nothing. */
  readonly check?: boolean;
}

/**
 * Runs the service until it is told to end, and stops it in good order. A part that does not start ends those before it.
 *
 * @param stopped fulfilled when the service is to end
 * @throws UsageError, RefusedError, StoreError for what cannot be served
 */
export async function serve(
  wish: ServeWish,
  { clock, timer, log, say, saySum, onListening }: ServePorts,
  stopped: Promise<string>,
): Promise<void> {
  const workspace = await Workspace.open(wish);
  const databases = await servedDatabases(workspace, wish.database);
  // The store outlives each of them, and is none of them.
  for (const database of databases) await database.workspace.whereKept();
  const [first] = databases as [NamedDatabase];
  await first.workspace.withStore(async (store) => {
    const { settings, environment } = workspace;
    requireOwnStore(await store.location());
    const note = await newStoreNote(first.workspace);
    const afterRun = alertsOfRun({ settings, store, clock, log, environment });
    const news = new NewsBook(clock);
    const runner = new ThreadRunner({
      workspace: wish,
      began: (run) => news.follow(run, run.wish.database ?? UNNAMED),
      ended: async (run, ending) => {
        tellRun(log, run, ending);
        if (ending.sum !== null) saySum(ending.sum);
        await afterRun(run.wish, ending);
      },
    });
    const explainer = new ThreadExplainer({ workspace: wish });
    const jobs = jobsOf(settings, databases);
    const monitor = monitorOf({ settings, databases, jobs, store, clock });
    const parts = await partsFor({
      settings,
      databases,
      jobs,
      store,
      monitor,
      clock,
      timer,
      log,
      say,
      onListening,
      runner,
      explainer,
      news,
      afterRun,
      listen: wish,
      environment,
    });
    const lines: string[] = [];
    for (const part of parts) lines.push(...(await part.describe()));
    for (const { title, workspace: its } of databases) {
      const { address, source } = await its.database();
      say(printed`Database: ${title} (${addressText(address)}, from ${source})`);
    }
    say(printed`Store: ${addressText(await store.location())}`);
    if (note !== null) say(note);
    for (const line of lines) say(line);
    // Made, or brought up to date, before anything rests on it; who only wants to know is told of one that is there, and makes none.
    if (wish.check !== true || (await store.ifThere()) !== null) await store.made();
    if (wish.check === true) return;
    // What a service that was killed was restoring, with the server that it had started for that.
    if (settings.backups !== undefined) (await import('../backup/index.ts')).removeAbandoned();
    await runParts(parts, [explainer, runner], log, stopped);
  });
}

async function runParts(
  parts: readonly ServicePart[],
  threads: readonly Pick<Runner, 'stop'>[],
  log: Log,
  stopped: Promise<string>,
): Promise<void> {
  const started: ServicePart[] = [];
  try {
    for (const part of parts) {
      await part.start();
      started.unshift(part);
    }
    log.info('service-started', { parts: parts.map(({ name }) => name) });
    log.info('service-stopping', { reason: await stopped });
  } finally {
    // What runs has ended before those who wait for it.
    for (const one of threads) await one.stop();
    for (const part of started) {
      // One that does not end well keeps none of the others from ending.
      await part.stop().catch((error: unknown) => {
        log.error('part-not-stopped', { part: part.name, error: sentenceOf(error) });
      });
    }
    log.info('service-stopped');
  }
}
