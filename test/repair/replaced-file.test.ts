import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/index.ts';
import { defineOwnCheck, toCheck } from '../../src/checks/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { generate, writeDatabase } from '../../src/demo/index.ts';
import { issueCount, type AuditEvent, type RunResult } from '../../src/model/index.ts';
import { sql } from '../../src/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { knownRows } from '../support/known-rows.ts';
import { repairEvents, resultOf, undoEvents } from '../support/service-runs.ts';

const folder = temporaryFolder();
const paths = { file: folder.file('db.sqlite3'), sick: '', healthy: folder.file('healthy.sqlite3'), store: folder.file('store.sqlite3') };
let known: TestDatabase;
beforeAll(async () => {
  known = await createDatabase('sqlite', { oldSchema: true });
  await known.insert(knownRows());
  await known.query('pragma wal_checkpoint(truncate)');
  paths.sick = known.url;
  writeDatabase(paths.healthy, true, (sink) => generate({ users: 150, faultRate: 0, seed: 10, oldSchema: true }, sink));
});
afterAll(async () => {
  await known.drop();
  folder.remove();
});

/** Puts the sick database in place, with the journal mode that is wanted. */
function reset(mode: 'delete' | 'wal'): void {
  for (const path of [paths.file, paths.store]) for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true });
  copyFileSync(paths.sick, paths.file);
  const database = new Database(paths.file);
  database.pragma(`journal_mode = ${mode}`);
  database.close();
}

/** What others do to a file that is in use. */
const replacements: readonly (readonly [string, () => void])[] = [
  [
    'another file is renamed over it',
    () => {
      copyFileSync(paths.healthy, folder.file('new'));
      renameSync(folder.file('new'), paths.file);
    },
  ],
  [
    'it is removed, and a copy takes its name',
    () => {
      unlinkSync(paths.file);
      copyFileSync(paths.healthy, paths.file);
    },
  ],
  ['it is moved away', () => renameSync(paths.file, folder.file('moved'))],
];

const REPLACED = /is another database than when this run began|was replaced, moved or removed/;

/** A repair that ended early, and does not claim that anything is mended. */
function mustHaveStopped({ repair, checks }: RunResult): void {
  expect(repair?.stoppedBy).toMatch(REPLACED);
  expect(repair?.verified).toBeNull();
  expect(issueCount({ checks })).toBeGreaterThan(100);
}

for (const mode of ['delete', 'wal'] as const) {
  describe(`a SQLite file in journal mode ${mode} that is replaced in mid-run`, () => {
    beforeEach(() => {
      reset(mode);
    });

    it.each(replacements)('%s: before anything is written the repair is refused', async (_, replace) => {
      const refused = await resultOf(repairEvents(paths.file, paths.store), 'plan-made', replace).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: existsSync(paths.file) ? 'OTHER_DATABASE' : 'NO_SUCH_FILE' });
    });

    it.each(replacements)('%s: between two transactions nothing more is written, and nothing counts as fixed', async (_, replace) => {
      mustHaveStopped(await resultOf(repairEvents(paths.file, paths.store), 'changes', replace));
      if (existsSync(paths.file)) expect(readFileSync(paths.file).equals(readFileSync(paths.healthy))).toBe(true);
    });

    it.each(replacements)('%s: before it is verified nothing counts as fixed', async (_, replace) => {
      const { repair } = await resultOf(repairEvents(paths.file, paths.store), 'verification-started', replace);
      expect(repair?.applied.changes).toBeGreaterThan(100);
      expect(repair?.stoppedBy).toMatch(/^the audit that was to verify the repair failed: /);
      expect(repair?.verified).toBeNull();
    });

    it.each(replacements)('%s: while it is verified nothing counts as fixed', async (_, replace) => {
      let isVerified = false;
      const watching = toCheck(
        defineOwnCheck({
          id: 'watching',
          title: 'Something happens while this check runs',
          severity: 'info',
          key: ['id'],
          find: () => {
            if (isVerified) replace();
            isVerified = false;
            return sql`select id from users_user where 0`;
          },
        }),
        'this test',
      );
      const events = repairEvents(paths.file, paths.store, {}, { ownChecks: [watching] });
      const { repair } = await resultOf(events, 'verification-started', () => (isVerified = true));
      expect(repair?.stoppedBy).toMatch(/^the audit that was to verify the repair failed: /);
      expect(repair?.verified).toBeNull();
    });

    it.each(replacements)('%s: an undo writes nothing to it, and its audit is not taken for the undo’s', async (_, replace) => {
      await resultOf(repairEvents(paths.file, paths.store));
      const during: readonly AuditEvent['type'][] = ['plan-made', 'changes', 'verification-started'];
      for (const at of during) {
        copyFileSync(paths.file, folder.file('repaired'));
        const ended = await resultOf(undoEvents(paths.file, paths.store), at, replace).catch((error: unknown) => error as Error);
        const told = ended instanceof Error ? ended.message : (ended.repair?.stoppedBy ?? '');
        expect(told, at).toMatch(existsSync(paths.file) ? REPLACED : /There is no database file|was replaced, moved or removed/);
        if (existsSync(paths.file)) expect(readFileSync(paths.file).equals(readFileSync(paths.healthy))).toBe(true);
        for (const end of ['', '-wal', '-shm']) rmSync(paths.file + end, { force: true });
        renameSync(folder.file('repaired'), paths.file);
      }
    });

    it.each(replacements)('%s: an audit of it says so at the end', async (_, replace) => {
      const result = await resultOf(audit(parseDatabaseUrl(paths.file)), 'run-started', replace);
      expect(result.warnings).toEqual([`"${paths.file}" was replaced while it was read: all that is said here is of the old one.`]);
      expect(issueCount(result)).toBeGreaterThan(50);
      reset(mode);
      expect((await collect(paths.file)).result.warnings).toEqual([]);
    });
  });
}

describe('a SQLite file', () => {
  it('is the one that a symbolic link leads to now', async () => {
    reset('delete');
    const link = folder.file('link.sqlite3');
    symlinkSync(paths.file, link);
    const before = readFileSync(paths.healthy);
    const result = await resultOf(repairEvents(link, paths.store), 'changes', () => {
      unlinkSync(link);
      symlinkSync(paths.healthy, link);
    });
    mustHaveStopped(result);
    expect(readFileSync(paths.healthy).equals(before)).toBe(true);
    unlinkSync(link);
  });

  it('whose write-ahead log is removed under the repair is not written to any more', async () => {
    reset('wal');
    const { repair } = await resultOf(repairEvents(paths.file, paths.store), 'changes', () => {
      unlinkSync(`${paths.file}-wal`);
    });
    expect(repair?.stoppedBy).toMatch(/^The write-ahead log of ".*" was removed or replaced/);
  });

  it('may have another name besides, and be vacuumed or restored by SQLite itself', async () => {
    reset('delete');
    linkSync(paths.file, folder.file('other-name.sqlite3'));
    const { ino } = statSync(paths.file);
    const { repair } = await resultOf(repairEvents(paths.file, paths.store), 'changes', async () => {
      const other = new Database(folder.file('other-name.sqlite3'));
      other.exec('vacuum');
      other.close();
      await sleep(1);
    });
    expect(statSync(paths.file).ino).toBe(ino);
    expect(repair).toMatchObject({ stoppedBy: null, failed: { entities: 0 } });
    expect(repair?.verified?.fixed).toBeGreaterThan(100);
  });
});

it('a repair by the command whose file is replaced ends with exit code 2 and claims nothing', async () => {
  reset('wal');
  const args = ['--fix-issues', '--all', '--throttle', '90%', '--database', paths.file, '--store', paths.store];
  const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], { cwd: folder.path });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const reader = new Database(paths.file, { readonly: true });
  const untouched = reader.prepare('select * from quests_quest').all();
  while (JSON.stringify(reader.prepare('select * from quests_quest').all()) === JSON.stringify(untouched)) await sleep(20);
  reader.close();
  copyFileSync(paths.healthy, folder.file('new'));
  renameSync(folder.file('new'), paths.file);
  expect(await ended).toBe(2);
  expect(stderr).toMatch(/^peerquest-audit: The repair stopped early: [^\n]*replaced[^\n]*\n$/);
  expect(stdout).toContain('\nISSUES FIXED: 0\n');
  expect(stdout).not.toContain('All issues have been resolved');
});
