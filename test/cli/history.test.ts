import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunPace } from '../../src/model/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const store = folder.file('store.sqlite3');
const env = { PEERQUEST_AUDIT_HISTORY: 'on', PEERQUEST_AUDIT_STORE: store, DATABASE_URL: file };
const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env });
const json = (...args: readonly string[]): unknown => JSON.parse(run(...args, '--format', 'json').stdout);
const change = (statement: string): void => {
  const database = new Database(file);
  database.exec(statement);
  database.close();
};

interface Runs {
  readonly runs: readonly {
    readonly id: string;
    readonly mode: string;
    readonly recorded?: { readonly detail: string; readonly exitCode: number };
  }[];
}
interface Findings {
  readonly count: number;
  readonly findings: readonly { readonly name: string; readonly fingerprint: string; readonly hasReturned: boolean }[];
}
interface Comparison {
  readonly compared: readonly string[];
  readonly notCompared: readonly string[];
  readonly still: number;
  readonly findings: readonly { readonly what: string; readonly check: string }[];
}

describe('the history of AUDIT-001', { timeout: 120_000 }, () => {
  const reports: string[] = [];
  beforeAll(() => {
    expect(runCli(['demo', '--out', file]).code).toBe(0);
    reports.push(run('--detailed', '--format', 'ndjson').stdout);
    change("update quests_quest set title = title || ' <b>' where id in (select quest_id from applications_application)");
    reports.push(run('--format', 'ndjson').stdout);
    expect(run('--no-history').code).toBe(1);
    expect(run().code).toBe(1);
    expect(run('--fix-issues', '--dry-run').code).toBe(1);
    expect(run('--fix-issues', '--yes').code).toBe(0);
    expect(run('--detailed').code).toBe(0);
  }, 120_000);
  afterAll(() => {
    folder.remove();
  });

  it('knows every run but the one that was to leave no trace', () => {
    const { runs } = json('runs') as Runs;
    expect(runs.map(({ mode, recorded }) => `${mode} ${recorded?.detail} ${recorded?.exitCode}`)).toEqual([
      'audit findings 0',
      'fix keys 0',
      'dry-run counts 1',
      'audit counts 1',
      'audit findings 1',
      'audit findings 1',
    ]);
    expect((json('runs', '--mode', 'fix,dry-run', '--since', '1d') as Runs).runs.map(({ mode }) => mode)).toEqual(['fix', 'dry-run']);
    expect((json('runs', '--check', 'quest-status', '--limit', '2') as Runs).runs).toHaveLength(2);
    expect(run('runs', '--user', 'nobody').stdout).toBe('No run is like this.\n');
  });

  it('tells how fast runs and their checks were', () => {
    const { runs } = json('runs', '--performance') as { runs: readonly { performance: RunPace; recorded: { durationMs: number } }[] };
    const [newest, fix] = runs.map(({ performance }) => performance);
    expect(newest?.checks.map(({ check, examined }) => `${check} ${examined}`)).toEqual([
      'approved-without-participant 11',
      'participant-without-approved-application 11',
      'quest-status 11',
      'quest-assignment 11',
      'duplicate-participant 11',
    ]);
    expect([newest?.examined, newest?.durationMs]).toEqual([55, runs[0]?.recorded.durationMs]);
    expect(fix?.checks.map(({ afterwards }) => afterwards).join()).toBe(`${'false,'.repeat(5)}true,true,true,true,true`);
    expect(run('runs', '--performance', '--check', 'quest-status').stdout).toMatch(
      /^run .*\n[0-9a-f]{8} [^]*\n\ncheck .*\nquest-status .*\n\nNext: /,
    );
  });

  it('tells a run once more, byte for byte as it was', () => {
    expect(run('report', 'last~5', '--format', 'ndjson').stdout).toBe(reports[0]);
    expect(run('report', 'last~4', '--format', 'ndjson').stdout).toBe(reports[1]);
    const text = run('report', 'last~1');
    expect(text.stdout).toContain('All issues have been resolved!');
    expect(text.stdout).toMatch(/Created participant for /);
  });

  it('says where a run only counted', () => {
    const { stdout, stderr, code } = run('report', 'last~3', '--detailed');
    expect([stdout.includes('TOTAL ISSUES: '), code]).toEqual([true, 0]);
    expect(stderr).toMatch(/^peerquest-audit: Run [0-9a-f]{8} only counted: its findings are not listed here/);
  });

  it('shows an audit and a preview as it shows a repair', () => {
    expect(run('show', 'last~5').stdout).toMatch(
      /Found: 3 approved-without-participant.*\n.*critical.*\nTook: .*exit code 1\nKept in the history: all findings/,
    );
    expect(run('show', 'last~2').stdout).toMatch(/^Would create participant for /m);
    expect(run('show', 'last~1').stdout).toMatch(/^Created participant for /m);
  });

  it('compares two runs', () => {
    const first = json('compare', 'last~5', 'last') as Comparison;
    expect(first.notCompared).toEqual([]);
    expect(first.findings.every(({ what }) => what === 'resolved')).toBe(true);
    expect([first.findings.length, first.still]).toEqual([5, 0]);
    expect((json('compare', 'last~5', 'last~3') as Comparison).compared).not.toContain('approved-without-participant');
    expect(run('compare', 'last', 'last').stderr).toContain('Both names mean run');
    expect(run('compare', 'last~5', 'last').stdout).toMatch(/^Gone: 5$/m);
  });

  it('knows what is there, and each finding’s life', () => {
    expect((json('findings') as Findings).count).toBe(0);
    expect(run('findings').stdout).toMatch(/^The history knows of no finding/);
    const name = (JSON.parse(reports[0]?.split('\n').find((line) => line.includes('"type":"finding"')) ?? '') as { name: string }).name;
    const life = run('history', name).stdout;
    expect(life).toMatch(/found for the first time[^]*told in other words[^]*gone[^]*It is gone/);
    change('delete from quests_questparticipant where id in (select max(id) from quests_questparticipant)');
    expect(run('--detailed').code).toBe(1);
    const returned = json('findings', '--returned') as Findings;
    expect(returned.findings.map(({ hasReturned }) => hasReturned)).toEqual([true]);
    expect((json('findings', '--new') as Findings).count + 1).toBe((json('findings') as Findings).count);
    expect((json('findings', '--older-than', '1d') as Findings).count).toBe(0);
    const { fingerprint } = returned.findings[0] ?? { fingerprint: '' };
    expect(run('history', fingerprint.slice(0, 8)).stdout).toMatch(/there again[^]*It is there/);
    expect(run('history', 'quest-status:99999').stderr).toContain('knows no finding "quest-status:99999"');
    expect(run('history', 'own-check:Ann Lee', '--redact').stderr).toContain('knows no finding "own-check:(redacted)"');
    expect(run('history', 'Ann Lee', '--redact').stderr).toContain('"(redacted)" names no finding');
    expect(run('history', 'nonsense!').code).toBe(2);
  });

  it('is pruned, and keeps its counts', () => {
    expect(run('prune', '--keep', '0d', '--dry-run').stdout).toMatch(/^Would take away what 7 runs said/);
    expect(run('report', 'last~6', '--format', 'json').code).toBe(0);
    expect(run('prune', '--keep', '0d').stdout).toMatch(/^Took away what 7 runs said/);
    expect(run('report', 'last~6').stderr).toContain('only its counts are kept');
    expect((json('runs') as Runs).runs).toHaveLength(7);
    expect((json('findings') as Findings).count).toBeGreaterThan(0);
    expect(run('--detailed').code).toBe(1);
    expect(run('report', '--format', 'json').code).toBe(0);
  });

  it('refuses what cannot be meant', () => {
    expect(run('--no-history', '--record-findings').stderr).toContain('leave one of them out');
    expect(run('prune', '--keep', 'long').stderr).toContain('12h, 30d or 6w');
    expect(run('runs', '--mode', 'repair').stderr).toContain('audit, dry-run, fix, undo');
    expect(run('findings', '--subject', 'other').stderr).toContain('has no history of "other"');
    const nowhere = runCli(['findings', '--store', folder.file('none.sqlite3')], { cwd: folder.path });
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('check the name after --store')]);
  });

  it('says where another number was counted than it knows one by one: what nobody listed is not "nothing there"', () => {
    change('delete from quests_questparticipant where id in (select max(id) from quests_questparticipant)');
    expect(run().code).toBe(1);
    const lag = (json('findings') as { onlyCounted: { counted: number; known: number } }).onlyCounted;
    expect(lag.counted).toBeGreaterThan(lag.known);
    for (const args of [['findings'], ['summary'], ['summary', '--by', 'incident']])
      expect(run(...args).stdout).toContain(`only counted: ${lag.counted} issues where ${lag.known} of them are known here one by one.`);
    expect(json('summary')).toMatchObject({ onlyCounted: lag });
    expect(run('--detailed').code).toBe(1);
    expect(json('findings')).toMatchObject({ onlyCounted: null });
    expect(run('findings').stdout).not.toContain('only counted');
  });

  it('says how a database is named where only the history is read', () => {
    expect(run('trend', '--database', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('--subject NAME') as string });
    expect(run('trend', '--subject', file).code).toBe(0);
    expect(run('compare', 'last~99', 'last', '--subject', file).stderr).toContain(`knows no run "last~99" of ${file}:`);
  });
});

it('knows which run an undo took back, also where it was a preview', () => {
  const place = temporaryFolder();
  runCli(['demo', '--out', place.file('db.sqlite3')]);
  const here = (...args: readonly string[]) =>
    runCli(args, {
      cwd: place.path,
      env: { ...env, PEERQUEST_AUDIT_STORE: place.file('store.sqlite3'), DATABASE_URL: place.file('db.sqlite3') },
    });
  interface Told {
    readonly id: string;
    readonly mode: string;
    readonly undoes: string | null;
  }
  const runs = (): readonly Told[] => (JSON.parse(here('runs', '--format', 'json').stdout) as { runs: Told[] }).runs;
  expect(here('--fix-issues', '--yes').code).toBe(0);
  const [repair] = runs();
  here('undo', 'last', '--yes', '--dry-run');
  here('undo', 'last', '--yes');
  const undone = runs().filter(({ mode }) => mode === 'undo');
  expect(undone.map(({ undoes }) => undoes)).toEqual([repair?.id, repair?.id]);
  const preview = here('show', undone[1]?.id ?? '', '--format', 'json').stdout;
  expect(JSON.parse(preview)).toMatchObject({ run: { undoes: repair?.id } });
  place.remove();
});

describe('a store that is in trouble', { timeout: 60_000 }, () => {
  it('takes nothing from an audit but its place in the history', () => {
    const place = temporaryFolder();
    const database = place.file('db.sqlite3');
    runCli(['demo', '--out', database]);
    const audited = (history: Readonly<Record<string, string>>) =>
      runCli(['--database', database, '--format', 'json'], { cwd: place.path, env: { PEERQUEST_AUDIT_HISTORY: 'on', ...history } });
    const { stdout, stderr, code } = audited({ PEERQUEST_AUDIT_STORE: '/dev/null/store.sqlite3' });
    expect([code, (JSON.parse(stdout) as { checks: unknown[] }).checks.length]).toEqual([1, 5]);
    expect(stderr).toMatch(/^peerquest-audit: .*this run is not in the history .*$/m);
    expect(audited({}).stderr).toBe('');
    expect(existsSync(place.file('.peerquest-audit/store.sqlite3'))).toBe(true);
    place.remove();
  });
});
