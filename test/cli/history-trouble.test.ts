import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_BEFORE_HISTORY, AS_LATER, expectAside, keptAudit, makeAudited, WITH_HISTORY } from '../support/aside.ts';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { lacksProgram } from '../support/lacks-program.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const audit = (store: string): CliResult => runCli(keptAudit(file, store), { cwd: folder.path, env: WITH_HISTORY });
const onStore = (store: string, ...statements: readonly string[]): void => {
  const database = new Database(store);
  for (const statement of statements) database.exec(statement);
  database.close();
};

const NO_WAL =
  /its file system shares no memory between processes, which SQLite's WAL needs; name another store with --store, on a disk of this machine or on a server\.$/m;
/** Refuses the memory that SQLite shares beside a database in WAL mode, as file systems of networks and of virtual machines do. */
const NO_SHARED_MEMORY = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static int refused(int flags, int fd) {
  char link[64], path[4096];
  if (fd < 0 || !(flags & MAP_SHARED)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  return length > 4 && !memcmp(path + length - 4, "-shm", 4);
}
#define MAP(name) void *name(void *at, size_t size, int may, int flags, int fd, off_t offset) { \\
  if (refused(flags, fd)) { errno = ENODEV; return MAP_FAILED; } \\
  return ((void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, #name))(at, size, may, flags, fd, offset); }
MAP(mmap)
MAP(mmap64)
`;

describe('an audit stands, whatever becomes of its history', { timeout: 120_000 }, () => {
  let undisturbed: unknown;
  beforeAll(() => {
    undisturbed = makeAudited(file, folder.file('good.sqlite3'));
  }, 60_000);
  afterAll(() => {
    folder.remove();
  });

  const expectStanding = (result: CliResult, clause: RegExp): void => {
    expectAside(result, undisturbed, clause);
  };

  it('on a full disk', ({ skip }) => {
    const disk = folder.file('full');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0;
    skip(!mounted, 'this account may not mount a small disk');
    const store = `${disk}/store.sqlite3`;
    try {
      expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
      spawnSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=4k'], { stdio: 'ignore' });
      expectStanding(audit(store), /its disk is full; free some space there, or name another store with --store\.$/m);
      expectStanding(audit(`${disk}/new.sqlite3`), /its disk is full; free some space there, or name another store with --store\.$/m);
      spawnSync('rm', [`${disk}/filler`]);
      expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
      expect(recorded(store)).toBe(2);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('in a store that may not be written', ({ skip }) => {
    const disk = folder.file('read-only');
    mkdirSync(disk);
    const store = `${disk}/store.sqlite3`;
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    // Root may write everywhere but on a disk that is read-only.
    const isRoot = process.getuid?.() === 0;
    const closed = isRoot ? spawnSync('mount', ['--bind', '-o', 'ro', disk, disk]).status === 0 : true;
    skip(!closed, 'this account may not mount a disk as read-only');
    if (!isRoot) chmodSync(disk, 0o555);
    try {
      expectStanding(
        audit(store),
        /: (?:its disk is read-only; name|this account may not write to its file and folder; change) .*--store\.$/m,
      );
    } finally {
      if (isRoot) spawnSync('umount', ['-l', disk]);
      else chmodSync(disk, 0o755);
    }
    expect(recorded(store)).toBe(1);
  });

  it('in a store that another program holds locked for longer than anybody waits', () => {
    const store = folder.file('locked.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    const other = new Database(store);
    other.exec('begin immediate');
    try {
      expectStanding(audit(store), /another program holds it locked; try again when that has finished\.$/m);
    } finally {
      other.close();
    }
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    expect(recorded(store)).toBe(2);
  });

  it('on a file system that gives no WAL, where the service does not start either', ({ skip }) => {
    skip(process.platform !== 'linux' || lacksProgram('cc'), 'there is no compiler');
    const alone = folder.file('alone.so');
    expect(spawnSync('cc', ['-shared', '-fPIC', '-x', 'c', '-o', alone, '-'], { input: NO_SHARED_MEMORY }).status).toBe(0);
    const store = folder.file('alone.sqlite3');
    const run = (...args: readonly string[]): CliResult =>
      runCli(args, { cwd: folder.path, env: { ...WITH_HISTORY, LD_PRELOAD: alone }, isOwnProcess: true });
    expectStanding(run(...keptAudit(file, store)), NO_WAL);
    for (const more of [['--port', '0'], ['--check']]) {
      const { code, stderr } = run('serve', ...more, '--database', file, '--store', store);
      expect([code, isOneSentence(stderr), stderr]).toEqual([2, true, expect.stringMatching(NO_WAL)]);
    }
  });

  it('and is kept in a store that somebody took the WAL from, which stays so', () => {
    const store = folder.file('rollback.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    onStore(store, 'pragma journal_mode = delete');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    expect(recorded(store)).toBe(2);
    // Of a file in WAL mode the header says 2.
    expect([...readFileSync(store).subarray(18, 20)]).toEqual([1, 1]);
  });

  it('in a store of a newer version', () => {
    const store = folder.file('newer.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    onStore(store, AS_LATER);
    expectStanding(
      audit(store),
      /a newer version of peerquest-audit has made its tables; update this one, or name another store with --store\.$/m,
    );
  });

  it('in a file that is no store', () => {
    const store = folder.file('text');
    writeFileSync(store, 'This is no database. '.repeat(100));
    expectStanding(audit(store), /it is not a SQLite database; name another store with --store\.$/m);
  });

  it('and brings a store of an older version up to date', () => {
    const store = folder.file('older.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    onStore(store, ...AS_BEFORE_HISTORY);
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    expect(recorded(store)).toBe(1);
  });
});

function recorded(store: string): number {
  const database = new Database(store, { readonly: true });
  const count = database.prepare('select count(*) from peerquest_audit_recording').pluck().get() as number;
  database.close();
  return count;
}
