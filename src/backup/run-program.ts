import { spawn, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.ts';

/** How a program is run: in an environment of its own. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As another account, where this program may. */
  readonly ids?: { readonly uid: number; readonly gid: number } | null;
  /** What it reads: an open file, or a stream. */
  readonly input?: number | Readable;
  readonly output?: Writable;
  readonly signal?: AbortSignal | undefined;
}

/** What a program came to. */
export interface Ran {
  readonly code: number | null;
  /** The end of what it said, at most. */
  readonly errors: string;
  readonly text: string;
}

const KEPT = 16_384;

/** Runs a program to its end. What it prints is kept up to a bound, or goes to `output`. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<Ran> {
  const { cwd, env = {}, ids = null, input, output, signal } = options;
  const stdio: StdioOptions = [input === undefined ? 'ignore' : typeof input === 'number' ? input : 'pipe', 'pipe', 'pipe'];
  const child = spawn(program, args, {
    cwd,
    env: environmentOf(env),
    stdio,
    ...ids,
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' }),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let [errors, text] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(0, KEPT)));
  const work: Promise<unknown>[] = [];
  if (output === undefined) child.stdout?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(0, KEPT)));
  else if (child.stdout !== null) work.push(pipeline(child.stdout, output));
  if (typeof input === 'object' && child.stdin !== null) {
    // A program that has ended early says itself why.
    work.push(
      pipeline(input, child.stdin).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
      }),
    );
  }
  const [code] = await Promise.all([ended, ...work]);
  return { code, errors, text };
}

/** Nothing of this process's environment but where programs are: no password, no file of settings. */
function environmentOf(own: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', HOME: '/nonexistent', ...own };
}

/** Where a program is: one of these folders, else the first of PATH that has it; null where there is none. */
export function programAt(name: string, folders: readonly string[] = []): string | null {
  const found = [
    ...folders,
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/')),
    '/usr/sbin',
    '/usr/local/sbin',
  ].find((folder) => existsSync(join(folder, name)));
  return found === undefined ? null : join(found, name);
}

/**
 * The same, where it must be there.
 *
 * @param what is needed for it
 * @throws UsageError
 */
export function requireProgram(name: string, what: string, folders: readonly string[] = []): string {
  const found = programAt(name, folders);
  if (found !== null) return found;
  throw new UsageError(
    'NO_PROGRAM',
    `${what} needs the program "${name}", which is not on this machine: install it, or verify the backup where it is.`,
  );
}
