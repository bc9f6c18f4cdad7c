import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/databases.ts';

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
