import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A run of the built program that is asked for. */
export interface ResidentRun {
  /** The file that is run, and the path by which it was called. */
  readonly program: string;
  readonly called: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface ResidentResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The ends of the two pipes that lead to the process and back. */
interface Resident {
  readonly to: number;
  readonly from: number;
}

/** Resolved now: a test may go to another folder. */
const PROGRAM = resolve('test/support/resident-program.mjs');

let resident: Resident | null = null;

/**
 * Runs the built program in a process that stays for the next run: it has loaded what it needs, and answers in a tenth of the time that
 * a process of its own takes to start. Waits for it, as `spawnSync` does.
 */
export function runResident(run: ResidentRun): ResidentResult {
  resident ??= start();
  writeSync(resident.to, `${JSON.stringify(run)}\n`);
  const line = readLine(resident.from);
  if (line === null) {
    end();
    throw new Error(`The process that runs the built program has died of: ${run.args.join(' ')}`);
  }
  const { isLast, ...result } = JSON.parse(line) as ResidentResult & { readonly isLast: boolean };
  // The program has ended its process.
  if (isLast) end();
  return result;
}

/** The next run gets another process. */
function end(): void {
  if (resident === null) return;
  closeSync(resident.to);
  closeSync(resident.from);
  resident = null;
}

function start(): Resident {
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-resident-'));
  const [there, back] = [pipe(join(folder, 'there')), pipe(join(folder, 'back'))];
  rmSync(folder, { recursive: true });
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['ignore', 'ignore', 'inherit', there.read, back.write],
  });
  // It ends when this process has, and with it the pipe.
  child.unref();
  closeSync(there.read);
  closeSync(back.write);
  return { to: there.write, from: back.read };
}

/** Both ends of a pipe whose reader waits: Node.js makes only such as do not. */
function pipe(path: string): { readonly read: number; readonly write: number } {
  spawnSync('mkfifo', [path]);
  // Opened for both, it waits for nobody to open the other end.
  const both = openSync(path, 'r+');
  const ends = { read: openSync(path, 'r'), write: openSync(path, 'w') };
  closeSync(both);
  return ends;
}

/** What comes up to the end of a line; null where the pipe ends. */
function readLine(from: number): string | null {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSync(from, chunk);
    if (count === 0) return null;
    chunks.push(chunk.subarray(0, count));
    if (chunk[count - 1] === 10) return Buffer.concat(chunks).toString();
  }
}
