import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { peerquestTables } from '../../src/demo/schema.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const sample = folder.file('sample.sqlite3');
const database = folder.file('database.sqlite3');
const store = folder.file('store.sqlite3');

beforeAll(() => {
  expect(runCli(['demo', '--users', '300', '--fault', '0.5', '--out', sample]).code).toBe(0);
});
beforeEach(() => {
  copyFileSync(sample, database);
});
afterAll(() => {
  folder.remove();
});

const run = (...args: readonly string[]) => runCli([...args, '--database', database, '--store', store], { cwd: folder.path });

/** All rows of all tables. */
function contents(): string {
  const opened = new Database(database, { readonly: true });
  const rows = peerquestTables.map(({ name }) => [name, opened.prepare(`select * from ${name} order by 1`).all()]);
  opened.close();
  return JSON.stringify(rows);
}

interface Report {
  readonly checks: readonly {
    readonly id: string;
    readonly count: number | null;
    readonly findings: readonly { readonly repair: string }[];
  }[];
  readonly changes: readonly { readonly table: string; readonly check: string; readonly status: string }[];
  readonly summary: { readonly issuesFixed: number; readonly issuesRemaining: number; readonly issuesAppeared: number };
}
const json = (text: string): Report => JSON.parse(text) as Report;

describe('a repair of everything', () => {
  it('does what its preview says, leaves nothing automatic behind, and is undone row by row', () => {
    const before = contents();
    const preview = json(run('--all', '--fix-issues', '--dry-run', '--format', 'json').stdout);
    expect(contents()).toBe(before);
    expect(new Set(preview.changes.map(({ table }) => table))).toEqual(
      new Set([
        'quests_quest',
        'quests_questparticipant',
        'users_user',
        'guilds_guild',
        'guilds_guildmembership',
        'transactions_userbalance',
      ]),
    );

    const repaired = run('--all', '--fix-issues', '--format', 'json');
    expect(repaired.code).toBe(1);
    const report = json(repaired.stdout);
    const plain = ({ changes }: Report) => changes.map(({ table, check }) => `${table} ${check}`);
    expect(plain(report)).toEqual(plain(preview));
    expect(report.summary.issuesFixed).toBeGreaterThan(0);
    expect(report.summary.issuesAppeared).toBe(0);

    const left = json(run('--all', '--format', 'json').stdout);
    expect(left.checks.flatMap(({ findings }) => findings).filter(({ repair }) => repair === 'automatic')).toEqual([]);
    expect(json(run('--all', '--fix-issues', '--dry-run', '--format', 'json').stdout).changes).toEqual([]);

    const undone = run('undo', 'last', '--yes', '--yes', '--format', 'json');
    expect(undone.code).toBe(0);
    expect(contents()).toBe(before);
    // What is there again is told of every check that the repair had looked at and that could answer.
    const counts = ({ checks }: Report) => checks.filter(({ count }) => count !== null).map(({ id, count }) => [id, count]);
    expect(counts(json(undone.stdout))).toEqual(counts(report));
    expect(json(undone.stdout).checks.every(({ count }) => count !== null)).toBe(true);
  });

  it('of one group is verified, when it is undone and when the undo is, by the checks of that group', () => {
    const ids = (...args: readonly string[]) => json(run(...args, '--yes', '--format', 'json').stdout).checks.map(({ id }) => id);
    const guild = ids('--only', 'guild', '--fix-issues');
    expect(guild).toHaveLength(6);
    expect(ids('undo', 'last', '--yes')).toEqual(guild);
    const { runs } = JSON.parse(runCli(['runs', '--format', 'json', '--store', store]).stdout) as { runs: { id: string }[] };
    expect(ids('undo', runs[0]?.id ?? '')).toEqual(guild);
  });

  it('is saved as a plan and applied as it is', () => {
    const plan = folder.file('everything.plan');
    expect(run('plan', '--all', '--out', plan).code).toBe(1);
    expect(run('apply', plan, '--yes').code).toBe(1);
    expect(json(run('--all', '--fix-issues', '--dry-run', '--format', 'json').stdout).changes).toEqual([]);
  });
});

describe('gold balances', () => {
  it('are replaced only with --repair-balances', () => {
    const balances = (report: Report) => report.changes.filter(({ check }) => check === 'gold-balance').length;
    const wrong = json(run('--only', 'gold-balance', '--format', 'json').stdout).checks[0]?.count ?? 0;
    expect(wrong).toBeGreaterThan(0);
    expect(balances(json(run('--only', 'gold', '--fix-issues', '--dry-run', '--format', 'json').stdout))).toBe(0);
    const repaired = run('--only', 'gold-balance', '--fix-issues', '--repair-balances', '--format', 'json');
    expect(repaired.code).toBe(0);
    expect(balances(json(repaired.stdout))).toBe(wrong);
  });
});

describe('update_quest_xp', () => {
  const update = (...args: readonly string[]) => runCli([...args, '--database', database, '--store', store], { bin: 'update_quest_xp' });

  it('shows with --dry-run what it would set, and sets it without', () => {
    const preview = update('--dry-run');
    expect(preview.code).toBe(1);
    expect(preview.stdout).toMatch(/🔧 \[DRY RUN\] Would update quest ".*" XP reward to (25|50|100|200)/);
    const done = update('-v', '2');
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/✅ Updated quest ".*" XP reward to (25|50|100|200)/);
    expect(done.stderr).toBe('peerquest-audit: -v has no meaning outside Django and is ignored.\n');
    expect(update().stdout).toContain('Nothing found by the 1 check that ran: quest-xp-reward.');
  });

  it('takes no other checks', () => {
    expect(update('--all')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'peerquest-audit: This command repairs quest-xp-reward and nothing else: leave --all out, or use "peerquest-audit".\n',
    });
  });
});

describe('the verdict', () => {
  it('speaks of what remains for information, and never of what was not looked at', () => {
    const banned = run('--only', 'profile-ban-fields', '--fix-issues');
    expect(banned.code).toBe(0);
    expect(banned.stdout).toMatch(/\nℹ️ Nothing requires attention; \d+ findings? for information\.\n/);
    expect(banned.stdout).not.toMatch(/✅/);
    const nothing = run('--only', 'files');
    expect(nothing.code).toBe(2);
    expect(nothing.stdout).toContain('\n⚠️ Nothing was looked at: no check that was chosen applies.\n');
    expect(nothing.stdout).not.toMatch(/✅/);
  });

  it('repeats what was asked for in the hint that makes the changes', () => {
    const { stdout } = run('--only', 'gold', '--fix-issues', '--repair-balances', '--dry-run');
    expect(stdout).toMatch(/\nNext: peerquest-audit .*--only gold --repair-balances --fix-issues/);
  });
});
