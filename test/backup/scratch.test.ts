import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeScratch, removeAbandoned } from '../../src/backup/scratch.ts';
import { temporaryFolder } from '../support/cli.ts';

/** Writes files without end, as the maker of a server's files does; what it starts does so, too. */
const WRITER = 'i=0; while :; do i=$((i+1)); mkdir -p "$i"; echo x >"$i/x"; done';

/** Writes files without end and starts nothing: once it has ended, nothing is written any more. */
const LONE_WRITER = 'i=0; while :; do i=$((i+1)); echo x >"$i"; done';

const folder = temporaryFolder();
beforeAll(() => {
  vi.stubEnv('TMPDIR', folder.path);
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

async function writing(cwd: string, script: string) {
  const child = spawn('sh', ['-c', script], { cwd, stdio: 'ignore' });
  await expect.poll(() => readdirSync(cwd).length).toBeGreaterThan(0);
  return { child, ended: once(child, 'exit') };
}

describe('a scratch place', () => {
  it.skipIf(!existsSync('/proc/self/cwd'))('of a run that was killed goes, although a program of that run still writes in it', async () => {
    const place = join(tmpdir(), 'peerquest-audit-backup-killed');
    mkdirSync(join(place, 'postgres'), { recursive: true });
    writeFileSync(join(place, 'owner'), '999999999 1');
    const { ended } = await writing(join(place, 'postgres'), `(${WRITER}) & wait`);
    expect(removeAbandoned()).toBe(1);
    expect(existsSync(place)).toBe(false);
    expect((await ended)[1]).toBe('SIGKILL');
  });

  it.skipIf(!existsSync('/proc/self/cwd'))('goes with what still writes in it at its end', async () => {
    const scratch = makeScratch();
    const { ended } = await writing(scratch.subfolder('mariadb'), WRITER);
    scratch.remove();
    expect(existsSync(scratch.folder)).toBe(false);
    await ended;
  });

  it.skipIf(!existsSync('/proc/self/cwd'))('of a run that goes on is left alone, and what works beside it, too', async () => {
    const scratch = makeScratch();
    const { child, ended } = await writing(scratch.subfolder('mariadb'), WRITER);
    const beside = `${scratch.folder}-beside`;
    mkdirSync(beside);
    const other = await writing(beside, LONE_WRITER);
    expect(removeAbandoned()).toBe(0);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    scratch.remove();
    await ended;
    expect(other.child.exitCode ?? other.child.signalCode).toBeNull();
    other.child.kill('SIGKILL');
    await other.ended;
  });
});
