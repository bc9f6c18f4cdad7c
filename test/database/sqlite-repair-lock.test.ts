import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
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
    left.exec(`create view holder as select '${JSON.stringify({ host, pid, since: '2025-07-01T00:00:00.000Z' })}' as claim`);
    left.close();
    const next = new SidecarLock(file);
    const startedAt = performance.now();
    expect(await next.take({ host: 'here', pid: process.pid })).toBe('locked');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(atLeast);
    next.release();
  });

  it('is put away by who had it, and taken on the file that is there by then', async () => {
    const claim = { host: 'here', pid: process.pid };
    const [first, second, third] = [new SidecarLock(file), new SidecarLock(file), new SidecarLock(file)];
    expect(await first.take(claim)).toBe('locked');
    first.release();
    expect(existsSync(`${file}.peerquest-audit-lock`)).toBe(false);
    // The second one has the file open that is gone, and so has the third.
    expect(await second.take(claim)).toBe('locked');
    expect(await third.take({ host: 'there', pid: 2 })).toMatchObject({ host: 'here', pid: process.pid });
    third.release();
    expect(existsSync(`${file}.peerquest-audit-lock`)).toBe(true);
    second.release();
    expect(readdirSync(folder.path).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('is never two processes’ at once, and names who has it, never who had it before, however closely two try', async () => {
    for (const me of [0, 1]) writeFileSync(`${file}.released-${me}`, '0'.padStart(8));
    const told = (await Promise.all(([0, 1] as const).map((me) => race(program, { file, me, rounds: ROUNDS })))).flat();
    // On a machine that is busy enough, the program that took it may not have said so in time: then nobody is named.
    expect(told.filter((answer) => !['locked', 'refused', 'nobody'].includes(answer))).toEqual([]);
    expect(told.filter((answer) => answer === 'locked').length).toBeGreaterThan(0);
    expect(told.filter((answer) => answer === 'refused').length).toBeGreaterThan(0);
    // Each has put the file away.
    expect(readdirSync(folder.path).filter((name) => name.includes('lock'))).toEqual([]);
  });
});

/** In a process of its own: locks of two connections of one process are the process's. */
async function race(program: ChildProgram, task: Race): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program.file, JSON.stringify(task)]);
  return JSON.parse(stdout) as readonly string[];
}
