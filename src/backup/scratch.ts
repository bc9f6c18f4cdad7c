import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'peerquest-audit-backup-';
/** Holds the process that a scratch place belongs to. */
const OWNER = 'owner';
/** Holds the server that runs in a scratch place. */
const SERVER = 'server.pid';

/** A folder of this run's own, for everything that a backup is restored into: nobody else can read it, and nothing of it stays. */
export interface Scratch {
  readonly folder: string;
  /** A folder in it, of another account where one is given. */
  subfolder(name: string, ids?: { readonly uid: number; readonly gid: number } | null): string;
  /** Remembers a server that runs in it, so that it ends even where this process was killed. */
  holdsServer(pid: number): void;
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
    holdsServer(pid) {
      writeFileSync(join(folder, SERVER), String(pid), { mode: 0o600 });
    },
    remove() {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Removes the scratch places of processes that are no more, and ends the servers in them; how many there were. */
export function removeAbandoned(): number {
  const abandoned = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => isOurs(folder) && !isAlive(folder));
  for (const folder of abandoned) {
    endServer(folder);
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

function endServer(folder: string): void {
  const pid = Number(readOr(join(folder, SERVER)) ?? 0);
  // The number may be another process's by now.
  if (pid > 1 && (readOr(`/proc/${pid}/cmdline`) ?? '').includes(folder)) process.kill(pid, 'SIGKILL');
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
