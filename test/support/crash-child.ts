import { existsSync, writeSync } from 'node:fs';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { AuditToolError } from '../../src/errors.ts';
import { openStore } from '../../src/history/index.ts';
import type { PlanRequest, RunRequest, RunOutcome } from '../../src/repair/index.ts';
import { apply, makePlan, requestFor, undo } from './repairing.ts';

/** A named place in a run. */
export type StepName = Parameters<NonNullable<RunRequest['onStep']>>[0];

/** What the child program is to do: its only argument, as JSON. */
export interface ChildTask {
  readonly url: string;
  readonly store: string;
  /** Plan and apply, or take back the run with this id. */
  readonly work: 'apply' | { readonly undo: string };
  /** What to plan; repairs of quests unless given. */
  readonly plan?: Partial<PlanRequest>;
  readonly batchSize: number;
  /** Kills itself when it comes to this step for the n-th time, or so many milliseconds after. */
  readonly kill?: { readonly step: StepName; readonly occurrence: number; readonly delay: number };
  /** Stops at this step until the file is there, a minute at most. */
  readonly hold?: { readonly step: StepName; readonly file: string };
}

/** What it prints as its last line, unless it is killed; before that, the line `started`. */
export type ChildResult = { readonly outcome: RunOutcome } | { readonly refused: { readonly code: string; readonly sentence: string } };

/** The operating system gives no time to tidy up. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal arrives when this thread next enters the kernel: nothing may happen before.
  for (;;) sleepHere(1000);
}

function sleepHere(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}

async function perform({ url, store: file, work, plan, batchSize, kill, hold }: ChildTask): Promise<ChildResult> {
  const store = await openStore(parseDatabaseUrl(file), 'create');
  if (store === null) throw new Error('No store was made.');
  let occurrences = 0;
  const request = requestFor(url, store, {
    batchSize,
    onStep(step) {
      if (step === 'started') print('started');
      if (step === hold?.step) for (let wait = 0; wait < 12_000 && !existsSync(hold.file); wait++) sleepHere(5);
      if (step !== kill?.step || ++occurrences !== kill.occurrence) return;
      if (kill.delay === 0) die();
      else setTimeout(die, kill.delay).unref();
    },
  });
  try {
    const ran = await (work === 'apply' ? apply(await makePlan(url, plan), request) : undo(work.undo, request));
    return { outcome: ran.outcome };
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    return { refused: { code: error.code, sentence: error.message } };
  } finally {
    await store.close();
  }
}

print(JSON.stringify(await perform(JSON.parse(process.argv[2] ?? '') as ChildTask)));
