import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const PREFIX = 'peerquest-audit-backup-';
/** Holds the process that a scratch place belongs to. */
const OWNER = 'owner';
/** How long processes that were told to end may take: one that waits for a disk ends after it. */
const END_MS = 10_000;

/** A folder of this run's own, for everything that a backup is restored into: nobody else can read it, and nothing of it stays. */
export interface Scratch {
  readonly folder: string;
  /** A folder in it, of another account where one is given. */
  subfolder(name: string, ids?: { readonly uid: number; readonly gid: number } | null): string;
  remove(): void;
}

/** Makes a scratch place, after those of runs that were killed are gone. */
export function makeScratch(): Scratch {
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, OWNER), `${process.pid} ${startOf(process.pid) ?? ''}`, { mode: 0o600 });
  return {
    folder,
    subfolder(name, ids = null) {
      const path = join(folder, name);
      mkdirSync(path, { mode: 0o700 });
      if (ids !== null) {
        chownSync(path, ids.uid, ids.gid);
        // The other account has to get through, and sees no names.
        chmodSync(folder, 0o711);
      }
      return path;
    },
    remove() {
      endProcesses(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Removes the scratch places of processes that are no more, and ends what still runs in them; how many there were. */
export function removeAbandoned(): number {
  const abandoned = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => isOurs(folder) && !isAlive(folder));
  for (const folder of abandoned) {
    endProcesses(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return abandoned.length;
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** A place without a word of its owner is being made, or was never finished: it is left alone for an hour. */
function isAlive(folder: string): boolean {
  const words = readOr(join(folder, OWNER));
  if (words === null) return performance.timeOrigin + performance.now() - lstatSync(folder).mtimeMs < 3_600_000;
  const [pid = '', start = ''] = words.split(' ');
  return isRunning(Number(pid)) && (start === '' || startOf(Number(pid)) === start);
}

/**
 * Ends the programs that work in a scratch place, those that they started too: a server goes on after its run was killed, and so does the
 * program that makes its files, into a folder that is being removed. They work there and under the account of the files, which tells them from
 * a person who looks.
 */
function endProcesses(folder: string): void {
  const inside = realpathSync(folder);
  const until = performance.now() + END_MS;
  for (let pids = workingIn(inside); pids.length > 0 && performance.now() < until; pids = workingIn(inside)) {
    for (const pid of pids) end(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function workingIn(folder: string): readonly number[] {
  return (listOr('/proc') ?? [])
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid)
    .filter((pid) => {
      try {
        const place = readlinkSync(`/proc/${pid}/cwd`);
        return place.startsWith(folder + sep) && statSync(`/proc/${pid}`).uid === statSync(place).uid;
      } catch {
        // It ended meanwhile, or is of another account.
        return false;
      }
    });
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, as Linux counts: another process with the same number started at another time. */
function startOf(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function listOr(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}
