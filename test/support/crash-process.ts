import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { ChildResult, ChildTask } from './crash-child.ts';

/** How a child program ended. */
export interface ChildEnd {
  readonly pid: number;
  readonly wasKilled: boolean;
  /** What it said of its run; null where it did not come to that. */
  readonly result: ChildResult | null;
  readonly stderr: string;
  /** Milliseconds from its start to the beginning of its run, and from there to its end. */
  readonly starting: number;
  readonly running: number;
}

/** When to kill a child from outside: milliseconds after its process, or its run, has begun. */
export interface KillTime {
  readonly after: 'spawn' | 'started';
  readonly delay: number;
}

/** Under the project, so that the packages that stay out of the bundle are found. */
const BUNDLE = resolve('node_modules', '.cache', 'peerquest-audit', `crash-child-${process.pid}.mjs`);

/** Makes one file of the child program: from its many sources it would take ten times as long to start. */
export async function buildChild(): Promise<string> {
  await build({
    entryPoints: ['test/support/crash-child.ts'],
    outfile: BUNDLE,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['better-sqlite3', 'mysql2', 'pg'],
    banner: { js: "import { createRequire as createNodeRequire } from 'node:module'; const require = createNodeRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return BUNDLE;
}

/** Runs the child program to its end, or kills it. */
export async function runChild(bundle: string, task: ChildTask, kill: KillTime | null = null): Promise<ChildEnd> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const startedAt = performance.now();
  let runsSince = startedAt;
  let last = '';
  let stderr = '';
  const killIn = (delay: number): void => void setTimeout(() => child.kill('SIGKILL'), delay);
  if (kill?.after === 'spawn') killIn(kill.delay);
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = line;
    if (line !== 'started') return;
    runsSince = performance.now();
    if (kill?.after === 'started') killIn(kill.delay);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  const wasKilled = child.signalCode === 'SIGKILL';
  const result = last.startsWith('{') ? (JSON.parse(last) as ChildResult) : null;
  return { pid: child.pid ?? 0, wasKilled, result, stderr, starting: runsSince - startedAt, running: performance.now() - runsSince };
}
