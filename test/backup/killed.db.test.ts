import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Milliseconds after which a run is killed: before, while and after its server starts. */
const MOMENTS = isThorough ? Array.from({ length: 20 }, (_, index) => 150 + index * 150) : [900, 1700];

describe.skipIf(inject('postgres') === null)('a run that was killed', () => {
  it('leaves what the next one removes, with the server that ran in it', async () => {
    // Other accounts have to get through, as they do in /tmp.
    chmodSync(folder.path, 0o711);
    const TMPDIR = folder.file('tmp');
    mkdirSync(TMPDIR);
    chmodSync(TMPDIR, 0o711);
    const database = await createDatabase('postgresql');
    await database.insert(audit001);
    const dump = folder.file('dump');
    writeFileSync(dump, spawnSync('pg_dump', ['-d', database.url, '-Fc']).stdout);
    await database.drop();
    const left = (): readonly string[] => readdirSync(TMPDIR).filter((name) => name.startsWith('peerquest-audit-backup-'));
    for (const moment of MOMENTS) {
      const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), 'backup', 'verify', dump], {
        env: { ...programEnvironment(), TMPDIR },
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await Promise.race([ended, new Promise((wake) => setTimeout(wake, moment))]);
      child.kill('SIGKILL');
      await ended;
    }
    const good = folder.file('good.sqlite3');
    runCli(['demo', '--out', good]);
    expect(runCli(['backup', 'verify', good], { env: { TMPDIR }, isOwnProcess: true }).code).toBe(0);
    expect(left()).toEqual([]);
    expect(workingIn(TMPDIR)).toEqual([]);
  }, 120_000);
});

/** The processes that work in a folder, though it may be gone. */
function workingIn(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}
