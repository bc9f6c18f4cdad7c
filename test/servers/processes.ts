import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A database server of the tests' own, thrown away afterwards. */
export interface Server {
  /** URL of an account that may create databases; its path names a database to connect to first. */
  readonly url: string;
  /** The server's self-signed certificate: nobody trusts it unless told to. */
  readonly caFile: string;
  /** Ends it without warning (SIGKILL), as a crash does; its data stay. */
  kill(): Promise<void>;
  /** Starts it again, on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Numeric ids of a system account, to run a server as when the tests run as root. */
export function accountIds(name: string): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

/** The folder that holds a program: one of these, newest version first, or the first of PATH that has it. */
export function folderOf(program: string, folders: readonly string[]): string | null {
  const versions = folders.flatMap((folder) => (folder.endsWith('/*/bin') ? versioned(folder.slice(0, -'/*/bin'.length)) : [folder]));
  const all = [...versions, ...(process.env['PATH'] ?? '').split(':')];
  return all.find((folder) => existsSync(join(folder, program))) ?? null;
}

function versioned(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

/** Runs a program to its end; throws with what it printed when it fails. */
export function run(program: string, args: readonly string[], options: { uid?: number; gid?: number } = {}): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? ''}${stdout}${stderr}`);
}

/** How long a server may take to start, in seconds: a node of a cluster fetches its data first, on a machine with much else to do. */
const PATIENCE = 120;

/** Starts a server and waits until `ready` is true of it. */
export async function startServer(
  program: string,
  args: readonly string[],
  ids: { uid: number; gid: number } | null,
  ready: () => Promise<boolean>,
): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...ids });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  for (let attempt = 0; attempt < PATIENCE * 10; attempt++) {
    if (child.exitCode !== null) throw new Error(`${program} ended while starting: ${log}`);
    if (await ready()) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`${program} did not start within ${PATIENCE} s: ${log}`);
}

/** Starts a server that can be killed and started again. */
export async function startRestartable(
  start: () => Promise<ChildProcess>,
  stopSignal: NodeJS.Signals,
): Promise<Pick<Server, 'kill' | 'restart' | 'stop'>> {
  let child = await start();
  return {
    async kill() {
      // PostgreSQL has a process for each connection, which would finish what it is at.
      const connections = childrenOf(child.pid ?? 0);
      const ended = stopServer(child, 'SIGKILL');
      connections.forEach(killProcess);
      await ended;
    },
    async restart() {
      // What a killed server leaves behind stands in the way of the next one for a moment.
      for (let attempt = 1; ; attempt++) {
        try {
          child = await start();
          return;
        } catch (error) {
          if (attempt === 10) throw error;
        }
      }
    },
    stop: () => stopServer(child, stopSignal),
  };
}

function childrenOf(parent: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = stdout.split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  return processes.flatMap(([pid = 0, parentOfIt]) => (parentOfIt === parent ? pid : []));
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Ends a server and waits for it. */
export async function stopServer(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
