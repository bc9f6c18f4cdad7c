import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SidecarLock } from '../../src/database/sqlite/repair-lock.ts';
import { temporaryFolder } from '../support/cli.ts';
import { buildChild, type ChildProgram } from '../support/crash-process.ts';
import type { Race } from '../support/lock-racer.ts';

const ROUNDS = 200;

describe('the repair lock of a SQLite file', () => {
  const folder = temporaryFolder();
  const file = folder.file('db.sqlite3');
  let program: ChildProgram;
  beforeAll(async () => {
    program = await buildChild('lock-racer.ts');
    writeFileSync(file, '');
  });
  afterAll(() => {
    program.remove();
    folder.remove();
  });

  it('is one process’s at a time, and tells who has it', async () => {
    const [first, second] = [new SidecarLock(file), new SidecarLock(file)];
    expect(await first.take({ host: 'here', pid: 1 })).toBe('locked');
    expect(await second.take({ host: 'there', pid: 2 })).toMatchObject({ host: 'here', pid: 1 });
    first.release();
    expect(await second.take({ host: 'there', pid: 2 })).toBe('locked');
    second.release();
  });

  it.each([
    ['on this host', 'here', 0],
    ['on another, of which nobody knows whether it runs', 'there', 400],
  ])('is taken over from a process that died with it %s', async (_, host, atLeast) => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = new Database(`${file}.peerquest-audit-lock`);
    left.prepare('insert into holder values (?, ?, ?)').run(host, pid, '2025-07-01T00:00:00.000Z');
    left.close();
    const next = new SidecarLock(file);
    const startedAt = performance.now();
    expect(await next.take({ host: 'here', pid: process.pid })).toBe('locked');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(atLeast);
    next.release();
  });

  it('names who has it, never who had it before, however closely two try', async () => {
    const released = new Int32Array(new SharedArrayBuffer(8));
    const told = (await Promise.all(([0, 1] as const).map((me) => race(program, { file, me, rounds: ROUNDS, released })))).flat();
    // On a machine that is busy enough, the program that took it may not have said so in time: then nobody is named.
    expect(told.filter((answer) => !['locked', 'refused', 'nobody'].includes(answer))).toEqual([]);
    expect(told.filter((answer) => answer === 'locked').length).toBeGreaterThan(0);
    expect(told.filter((answer) => answer === 'refused').length).toBeGreaterThan(0);
  });
});

async function race(program: ChildProgram, race: Race): Promise<readonly string[]> {
  const worker = new Worker(program.file, { workerData: race });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}
