import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { ChildResult, ChildTask } from './crash-child.ts';

/** The child program, ready to run. */
export interface ChildProgram {
  readonly file: string;
  remove(): void;
}

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

/** Makes one file of a child program, which starts in a tenth of the time that its many sources would take. */
export async function buildChild(source = 'crash-child.ts'): Promise<ChildProgram> {
  // Under the project, so that the packages that stay out of the bundle are found.
  const file = resolve('node_modules', '.cache', 'peerquest-audit', `${randomUUID()}.mjs`);
  await build({
    entryPoints: [join('test', 'support', source)],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['better-sqlite3', 'mysql2', 'pg'],
    banner: { js: "import { createRequire as createNodeRequire } from 'node:module'; const require = createNodeRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return { file, remove: () => rmSync(file, { force: true }) };
}

/** Runs the child program to its end, or kills it. */
export async function runChild(program: ChildProgram, task: ChildTask, kill: KillTime | null = null): Promise<ChildEnd> {
  const child = spawn(process.execPath, [program.file, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
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
