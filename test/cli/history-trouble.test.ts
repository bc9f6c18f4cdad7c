import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const audit = (store: string): CliResult =>
  runCli(['--database', file, '--store', store, '--format', 'json'], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
const onStore = (store: string, ...statements: readonly string[]): void => {
  const database = new Database(store);
  for (const statement of statements) database.exec(statement);
  database.close();
};

/** What an audit found, without what differs between two of them. */
function foundBy({ stdout }: CliResult): unknown {
  const { checks, summary } = JSON.parse(stdout) as { readonly checks: readonly { readonly count: number }[]; readonly summary: object };
  return { counts: checks.map(({ count }) => count), summary: { ...summary, durationMs: 0 } };
}

describe('an audit stands, whatever becomes of its history', { timeout: 120_000 }, () => {
  let undisturbed: unknown;
  beforeAll(() => {
    expect(runCli(['demo', '--out', file]).code).toBe(0);
    const kept = audit(folder.file('good.sqlite3'));
    expect(kept).toMatchObject({ code: 1, stderr: '' });
    undisturbed = foundBy(kept);
  }, 60_000);
  afterAll(() => {
    folder.remove();
  });

  function expectAside(result: CliResult, clause: RegExp): void {
    expect({ code: result.code, found: foundBy(result), one: isOneSentence(result.stderr) }).toEqual({
      code: 1,
      found: undisturbed,
      one: true,
    });
    expect(result.stderr).toMatch(
      /^peerquest-audit: .*[Tt]his run is not in the history \(--no-history keeps none\): The store of runs \S+ cannot be used: /,
    );
    expect(result.stderr).toMatch(clause);
  }

  it('on a full disk', ({ skip }) => {
    const disk = folder.file('full');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
    skip(!mounted, 'this account may not mount a small disk');
    const store = `${disk}/store.sqlite3`;
    try {
      expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
      spawnSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=4k'], { stdio: 'ignore' });
      expectAside(audit(store), /its disk is full; free some space there, or name another store with --store\.$/m);
      expectAside(audit(`${disk}/new.sqlite3`), /its disk is full; free some space there, or name another store with --store\.$/m);
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
      expectAside(
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
      expectAside(audit(store), /another program holds it locked; try again when that has finished\.$/m);
    } finally {
      other.close();
    }
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    expect(recorded(store)).toBe(2);
  });

  it('in a store of a newer version', () => {
    const store = folder.file('newer.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    onStore(store, "insert into peerquest_audit_migration values ('9999-later', '2030-01-01')");
    expectAside(
      audit(store),
      /a newer version of peerquest-audit has made its tables; update this one, or name another store with --store\.$/m,
    );
  });

  it('in a file that is no store', () => {
    const store = folder.file('text');
    writeFileSync(store, 'This is no database. '.repeat(100));
    expectAside(audit(store), /it is not a SQLite database; name another store with --store\.$/m);
  });

  it('and brings a store of an older version up to date', () => {
    const store = folder.file('older.sqlite3');
    expect(audit(store)).toMatchObject({ code: 1, stderr: '' });
    // As it was before there was a history.
    const tables = ['subject', 'word', 'recording', 'rules', 'look', 'check_state', 'span', 'block', 'log'];
    onStore(
      store,
      ...tables.map((table) => `drop table peerquest_audit_${table}`),
      "delete from peerquest_audit_migration where name >= '0007'",
    );
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
