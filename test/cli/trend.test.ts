import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const store = folder.file('store.sqlite3');
const run = (...args: readonly string[]) =>
  runCli([...args, '--store', store], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });

describe('trend', () => {
  beforeAll(() => {
    runCli(['demo'], { cwd: folder.path });
    run('--database', 'peerquest-demo.sqlite3', '--format', 'json');
  });
  afterAll(() => {
    folder.remove();
  });

  it('says that nothing is kept yet', () => {
    const { code, stdout } = runCli(['trend'], { cwd: folder.path });
    expect([code, stdout]).toEqual([0, 'No run is kept yet: an audit is the first. Next: peerquest-audit audit --database URL\n']);
    expect(JSON.parse(runCli(['trend', '--json'], { cwd: folder.path }).stdout)).toMatchObject({
      schemaVersion: 1,
      subject: null,
      runs: [],
    });
  });

  it('of one run says how it stands, and of several how it went', () => {
    expect(run('trend').stdout).toMatch(/^Open findings of peerquest-demo\.sqlite3: 5 \(3 critical, 2 warning\), at its only run/);
    run('--database', 'peerquest-demo.sqlite3', '--fix-issues', '--yes');
    const { code, stdout } = run('trend');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Open findings of peerquest-demo\.sqlite3: none, in 2 runs/);
    expect(stdout).toContain('\n  approved-without-participant: 3 → 0, at most 3\n');
    expect(stdout).toMatch(/\nResolved: 5 findings, on average /);
    expect(stdout).toContain('\nConsistency: 100 % of the applications, participants and quests have no finding');
    expect(JSON.parse(run('trend', '--format', 'json', '--check', 'quest-assignment').stdout)).toMatchObject({
      runs: [
        { mode: 'audit', open: { critical: 0, warning: 2 } },
        { mode: 'fix', open: { warning: 0 }, gap: null },
      ],
      checks: [{ id: 'quest-assignment', open: [2, 0], resolved: 2 }],
      movers: [{ check: 'quest-assignment', first: 2, last: 0, change: -2 }],
    });
  });

  it('names what is mistyped', () => {
    expect(run('trend', '--check', 'quest-asignment').stderr).toBe(
      'peerquest-audit: No run of that time has looked at a check "quest-asignment" (did you mean quest-assignment?): give the id of one, or a longer --since.\n',
    );
    expect(run('trend', '--subject', 'peerquest-demo').stderr).toContain('has no history of "peerquest-demo": it has one of ');
    expect(run('trend', '--since', 'yesterday').stderr).toContain('such as 90d, 12h or 2026-11-28');
    expect(run('trend', '--since', '2026-02-31').code).toBe(2);
    expect(run('trend', '--since', '2999-01-01').stdout).toMatch(
      /^No run of peerquest-demo\.sqlite3 since 2999-01-01 looked at all users\. /,
    );
  });
});
