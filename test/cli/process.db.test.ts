import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createDatabase, describeEngines } from '../support/databases.ts';

const start = (url: string) =>
  spawn(process.execPath, [resolve('dist/peerquest-audit.js'), '--database', url, '--detailed'], { stdio: ['ignore', 'pipe', 'pipe'] });

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
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
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
      expect(screen).toMatch(/░ \d\/6 Approved Applications Without Participants/);
      // Nothing of the bar stands behind the beginning of the report, and the line it stood on was cleared.
      expect(screen.indexOf('APPLICATION-PARTICIPANT SYNCHRONIZATION AUDIT')).toBeGreaterThan(bar);
      expect(screen.slice(bar)).toMatch(/\u001b\[[0-9]?K/); // eslint-disable-line no-control-regex -- "erase line"
      expect(/\u001b\[\d+m/.test(screen)).toBe(coloured); // eslint-disable-line no-control-regex -- colours
      expect(screen).toContain('TOTAL ISSUES: 5');
    }
    await db.drop();
  });
});

describeEngines('Ctrl-C', {}, (database) => {
  it('stops an audit that waits for the server, with exit code 130 and no report', async () => {
    const db = database();
    // The embedded engine has no server to wait for: there the signal ends the process at once, which shells call 130 too.
    if (db.engine === 'sqlite') return;
    await db.execute('begin');
    await db.execute(db.engine === 'postgresql' ? 'lock table quests_questparticipant in access exclusive mode' : 'select 1');
    if (db.engine !== 'postgresql') await db.execute('lock tables quests_questparticipant write');
    const child = start(db.url);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'exit');
    await setTimeout(1500);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(output).toBe('');
    await db.execute(db.engine === 'postgresql' ? 'rollback' : 'unlock tables');
  });
});
