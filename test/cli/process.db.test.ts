import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { temporaryFolder, type CliResult, programEnvironment } from '../support/cli.ts';
import { createDatabase, describeEngines, type TestDatabase } from '../support/databases.ts';

const program = resolve('dist/peerquest-audit.js');

const start = (url: string, args: readonly string[] = ['--detailed']) =>
  spawn(process.execPath, [program, ...args, '--database', url], { stdio: ['ignore', 'pipe', 'pipe'] });

type Child = ReturnType<typeof start>;

/** What a process that was started came to. */
async function endOf(child: Child): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const AS_FIRST = ['--user', '--map-root-user', '--pid', '--fork'];
const canBeFirst = spawnSync('unshare', [...AS_FIRST, 'true']).status === 0;

/** Runs the program with the process number 1, as a container does. */
const startAsFirstProcess = (args: readonly string[]): Child =>
  spawn('unshare', [...AS_FIRST, process.execPath, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

/** Sends a signal to the program that `unshare` has started. */
function signalFirstProcess({ pid }: Child, signal: NodeJS.Signals): void {
  process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')), signal);
}

it.skipIf(!existsSync('/proc/self/cmdline'))(
  'a password on the command line does not show in the list of processes (needs /proc)',
  async () => {
    // A server that takes the connection and never says a word: the audit waits for it.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const child = start(`postgres://u:hunter2@127.0.0.1:${port}/d`);
    await once(silent, 'connection');
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain('hunter2');
    child.kill('SIGKILL');
    await once(child, 'exit');
    silent.close();
  },
);

const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs the program on a terminal of its own, as `script` makes one: what a person would see, both streams together. */
const startOnTerminal = (url: string, env: Readonly<Record<string, string>> = {}) =>
  spawn('script', ['-qfec', `"${process.execPath}" "${resolve('dist/peerquest-audit.js')}" --database "${url}"`, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...programEnvironment(), TERM: 'xterm', ...env },
  });

describe.skipIf(!hasScript || inject('postgres') === null)('on a terminal (needs the program "script" and PostgreSQL)', () => {
  it('shows a bar with the name of the check when it takes over a second, clears it, and uses colours', async () => {
    const db = await createDatabase('postgresql');
    await db.insert(audit001);
    for (const [env, coloured] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      await db.execute('begin; lock table quests_questparticipant in access exclusive mode');
      const child = startOnTerminal(db.url, env);
      let screen = '';
      child.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
      const ended = once(child, 'exit');
      await setTimeout(2500);
      await db.execute('rollback');
      await ended;
      const bar = screen.lastIndexOf('░');
      expect(screen).toMatch(/░ \d\/5 Approved Applications Without Participants/);
      // Nothing of the bar stands behind the beginning of the report, and the line it stood on was cleared.
      expect(screen.indexOf('APPLICATION-PARTICIPANT SYNCHRONIZATION AUDIT')).toBeGreaterThan(bar);
      expect(screen.slice(bar)).toMatch(/\u001b\[[0-9]?K/); // eslint-disable-line no-control-regex -- "erase line"
      expect(/\u001b\[\d+m/.test(screen)).toBe(coloured); // eslint-disable-line no-control-regex -- colours
      expect(screen).toContain('TOTAL ISSUES: 5');
    }
    await db.drop();
  });
});

/** How many statements of the audit the server is busy with; they wait for a table that the test holds. */
async function underWay(db: TestDatabase): Promise<number> {
  const text =
    db.engine === 'postgresql'
      ? "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
      : "select id from information_schema.processlist where db = database() and state like 'Waiting for table%'";
  // In a transaction, PostgreSQL tells of other sessions what it told first.
  if (db.engine === 'postgresql') await db.query('select pg_stat_clear_snapshot()');
  return (await db.query(text)).length;
}

// The embedded engine has no server to wait for: there the signal ends the process at once, which shells call 130 too.
describeEngines('a signal', { engines: ['postgresql', 'mariadb'] }, (database) => {
  beforeEach(async () => {
    if (database().engine === 'postgresql') await database().execute('begin');
    const lock = {
      postgresql: 'lock table quests_questparticipant in access exclusive mode',
      mariadb: 'lock tables quests_questparticipant write',
    };
    await database().execute(lock[database().engine as 'postgresql' | 'mariadb']);
  });
  afterEach(async () => {
    await database().execute(database().engine === 'postgresql' ? 'rollback' : 'unlock tables');
  });

  it.each([
    ['SIGINT', ['--detailed'], 'Interrupted; an audit changes nothing.'],
    ['SIGTERM', ['--detailed'], 'Interrupted; an audit changes nothing.'],
    ['SIGHUP', ['--detailed'], 'Interrupted; an audit changes nothing.'],
    ['SIGTERM', ['--fix-issues', '--yes'], 'Interrupted before anything was changed.'],
    ['SIGHUP', ['ack', '--all-current', '--reason', 'known'], 'Interrupted before anything was changed.'],
    ['SIGTERM', ['repair', 'duplicate-participant', '1234', '--keep', 'latest'], 'Interrupted before anything was changed.'],
  ] as const)('%s stops %j, and its query on the server, with exit code 130 and no report', async (signal, args, sentence) => {
    const folder = temporaryFolder();
    const child = start(database().url, [...args, '--store', folder.file('store.sqlite3')]);
    const ended = endOf(child);
    while ((await underWay(database())) === 0 && child.exitCode === null) await setTimeout(20);
    child.kill(signal);
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: `peerquest-audit: ${sentence}\n` });
    // What is stopped has gone a moment later; what is not waits for as long as the table is held.
    for (const end = Date.now() + 3_000; (await underWay(database())) > 0 && Date.now() < end;) await setTimeout(20);
    expect(await underWay(database())).toBe(0);
    folder.remove();
  });

  it.skipIf(!canBeFirst)('is obeyed by the first process of a container, too (needs unshare)', async () => {
    const first = startAsFirstProcess(['--database', database().url]);
    const ended = endOf(first);
    while ((await underWay(database())) === 0 && first.exitCode === null) await setTimeout(20);
    signalFirstProcess(first, 'SIGTERM');
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'peerquest-audit: Interrupted; an audit changes nothing.\n' });
  });
});

describe('a signal while nothing is under way that could be cancelled', () => {
  /** A server that takes connections and never says a word. */
  let silent: Server;
  const url = (): string => `postgres://u@127.0.0.1:${(silent.address() as AddressInfo).port}/d`;
  beforeAll(async () => {
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(() => {
    silent.close();
  });

  it('ends the program at once', async () => {
    const child = start(url(), []);
    const ended = endOf(child);
    await once(silent, 'connection');
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'peerquest-audit: Interrupted; an audit changes nothing.\n' });
  });

  it.skipIf(!canBeFirst)('ends the first process of a container, for which the kernel would not do it (needs unshare)', async () => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      const first = startAsFirstProcess(['doctor', '--database', url()]);
      const ended = endOf(first);
      await once(silent, 'connection');
      signalFirstProcess(first, signal);
      expect(await ended).toMatchObject({ code: 130, stderr: '' });
    }
  });
});
