import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const store = folder.file('store.sqlite3');
const run = (...args: readonly string[]) =>
  runCli([...args, '--store', store], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
const groups = (by: string): unknown => (JSON.parse(run('summary', '--by', by, '--json').stdout) as { readonly groups: unknown }).groups;

describe('summary', () => {
  beforeAll(() => {
    runCli(['demo'], { cwd: folder.path });
    run('--database', 'peerquest-demo.sqlite3', '--record-findings');
  });
  afterAll(() => {
    folder.remove();
  });

  it('counts what is there, by what is asked for', () => {
    expect(groups('check')).toMatchObject([
      { name: 'approved-without-participant', open: 3, acknowledged: 0 },
      { name: 'quest-assignment', open: 2, acknowledged: 0 },
    ]);
    expect(groups('group')).toMatchObject([{ name: 'sync', open: 5 }]);
    expect(groups('severity')).toMatchObject([
      { name: 'critical', open: 3 },
      { name: 'warning', open: 2 },
    ]);
    expect(groups('cause')).toMatchObject([
      { name: 'never-created', open: 3 },
      { name: null, open: 2 },
    ]);
    expect(groups('user')).toMatchObject([
      { name: null, open: 2 },
      { name: 'student2', open: 2 },
      { name: 'student3', open: 1 },
    ]);
    expect(groups('quest')).toHaveLength(5);
    expect(groups('age')).toMatchObject([{ name: 'under a day', open: 5 }]);
  });

  it('is a table for people', () => {
    const { code, stdout } = run('summary', '--limit', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Open findings of peerquest-demo\.sqlite3, as of .* UTC, by check: 5, and 0 acknowledged\n/);
    expect(stdout).toMatch(/\napproved-without-participant +3 +0 +\d{4}-/);
    expect(stdout).toContain('… and 1 more (--limit)');
  });

  it('says where nothing came in a burst', () => {
    expect(run('summary', '--by', 'incident').stdout).toBe(
      'No burst among the 3 findings of peerquest-demo.sqlite3 whose rows have a date: they came one by one, or there are too few.\n',
    );
    expect(JSON.parse(run('summary', '--by', 'incident', '--json').stdout)).toMatchObject({ by: 'incident', dated: 3, incidents: [] });
  });
});
