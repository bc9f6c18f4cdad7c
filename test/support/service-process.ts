import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { CliResult } from './cli.ts';
import { programEnvironment } from './cli.ts';

/** A service that runs as a process of its own, from the built program. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  printed(): string;
  /** Waits until it has printed this; fails where it ends before. */
  until(text: string | RegExp, patience?: number): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<CliResult>;
}

/** Starts `serve` as a user does. */
export function startService(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): ServiceProcess {
  const child = spawn(
    process.execPath,
    [resolve('dist/peerquest-audit.js'), 'serve', ...(args.includes('--port') ? [] : ['--port', '0']), ...args],
    {
      cwd,
      env: { ...programEnvironment(), PEERQUEST_AUDIT_HISTORY: 'on', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const printed = (): string => stdout + stderr;
  return {
    child,
    printed,
    async until(text, patience = 30_000) {
      const isThere = (): boolean => (typeof text === 'string' ? printed().includes(text) : text.test(printed()));
      const before = performance.now();
      while (!isThere()) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended before it said ${text}: ${printed()}`);
        if (performance.now() - before > patience) throw new Error(`It does not say ${text}: ${printed()}`);
        await new Promise((wake) => setTimeout(wake, 20));
      }
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await closed;
      return { code, stdout, stderr };
    },
  };
}
