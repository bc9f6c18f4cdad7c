import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** A run of the built program that is asked for. */
export interface ResidentRun {
  /** The file that is run, and the path by which it was called. */
  readonly program: string;
  readonly called: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A run that ends as a process does: not before everything is over that would keep one from its end. */
interface WholeRun extends ResidentRun {
  readonly isToEnd: true;
}

/** What came of it. */
export interface ResidentResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As it comes: whether the program has ended its process. */
interface Answer extends ResidentResult {
  readonly isLast: boolean;
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
  const { isLast, ...result } = JSON.parse(line) as Answer;
  if (isLast) end();
  return result;
}

/** A process that stays, and is listened to while this one goes on. */
interface Beside {
  readonly child: ChildProcess;
  readonly answers: Interface;
  readonly ended: Promise<null>;
}

/** Those that have nothing to do. */
const idle: Beside[] = [];

/**
 * The same while this process goes on: it may be the server that the run asks. As many at a time as are asked for.
 *
 * @param patience milliseconds after which the run is killed, and has no code
 */
export async function runResidentBeside(
  run: ResidentRun,
  patience: number,
): Promise<Omit<ResidentResult, 'code'> & { readonly code: number | null }> {
  const beside = idle.pop() ?? startBeside();
  const { child, answers, ended } = beside;
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const whole: WholeRun = { ...run, isToEnd: true };
  (child.stdio[3] as Socket).write(`${JSON.stringify(whole)}\n`);
  const [line] = (await Promise.race([once(answers, 'line') as Promise<[string]>, ended])) ?? [null];
  clearTimeout(timer);
  if (line === null) return { code: null, stdout: '', stderr: '' };
  const { isLast, ...result } = JSON.parse(line) as Answer;
  if (!isLast) idle.push(beside);
  return result;
}

function startBeside(): Beside {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] });
  const [, , , to, from] = child.stdio as unknown as readonly Socket[];
  // They end when this process has.
  for (const one of [child, to, from]) one?.unref();
  const answers = createInterface({ input: from as Socket });
  return { child, answers, ended: once(answers, 'close').then(() => null) };
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
