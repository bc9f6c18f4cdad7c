import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseYAML } from 'confbox/yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextTimes, PRINTERS, type ScheduledJob } from '../../src/schedule/index.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const JOBS = [
  { name: 'weekly', cron: '0 9 * * 1' },
  {
    name: 'often',
    cron: '*/20 6-8 1,15 jan-mar mon-fri',
    timeZone: 'UTC',
    checks: ['gold', 'sync'],
    detailed: true,
    report: { html: '$(id) 100%.html' },
  },
];
beforeAll(() => {
  const settings = { databases: { main: { url: 'one.sqlite3' } }, timeZone: 'Asia/Manila' };
  writeFileSync(folder.file('all.json'), JSON.stringify({ ...settings, jobs: JOBS }), { mode: 0o600 });
  writeFileSync(folder.file('one.json'), JSON.stringify({ ...settings, jobs: JOBS.slice(0, 1) }), { mode: 0o600 });
});
afterAll(() => {
  folder.remove();
});

const run = (...args: readonly string[]) => runCli(['schedule', ...args], { cwd: folder.path });
const printed = (kind: keyof typeof PRINTERS, config = 'all.json'): string => {
  const { code, stdout, stderr } = run('--config', config, '--print', kind);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe('schedule', () => {
  it('says when each job comes next, for people and for programs', () => {
    expect(run('--config', 'one.json', '--limit', '2').stdout).toMatch(
      /^weekly on main: 0 9 \* \* 1\n {2}Mon \d{4}-\d\d-\d\d 09:00 \(Asia\/Manila\)\n {2}Mon [^\n]*\n$/,
    );
    const { jobs } = JSON.parse(run('--config', 'all.json', '--json').stdout) as { jobs: { name: string; next: string[] }[] };
    expect(jobs.map(({ name, next }) => [name, next.length])).toEqual([
      ['weekly', 3],
      ['often', 3],
    ]);
  });

  it('has two jobs where nothing says which', () => {
    const { stdout } = run('--database', 'one.sqlite3', '--limit', '1');
    expect(stdout).toMatch(/^weekly on default: 0 9 \* \* 1\n.* 09:00 .*\nmonthly on default: 0 10 1 \* \*, detailed\n.*-01 10:00 /);
  });
});

describe('schedule --print', () => {
  it('crontab: five fields and a command, in which a percent sign ends nothing', () => {
    const lines = printed('crontab').split('\n');
    expect(lines).toContain('CRON_TZ=Asia/Manila');
    const [weekly, often] = lines.filter((line) => line.includes(' audit '));
    expect(weekly).toMatch(/^0 9 \* \* 1 cd \S+ && \S+ \S+ audit --database main --config all\.json$/);
    expect(often).toContain(`--report 'html=$(id) 100\\%.html'`);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasSystemd)('systemd: units that systemd-analyze takes (needs it), at the same times', () => {
    const units = folder.file('units');
    mkdirSync(units);
    const parts = printed('systemd')
      .split(/^# (\S+\.(?:service|timer))\n/m)
      .slice(1);
    const names = parts.filter((_, index) => index % 2 === 0);
    for (const [index, name] of names.entries()) writeFileSync(`${units}/${name}`, parts[index * 2 + 1] ?? '');
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...names.map((name) => `${units}/${name}`)], {
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line.includes('peerquest-audit'))).toEqual([]);
    for (const [, calendar = ''] of printed('systemd').matchAll(/^OnCalendar=(.*)$/gm)) {
      expect(spawnSync('systemd-analyze', ['calendar', calendar]).status).toBe(0);
    }
  });

  it.each(['kubernetes', 'github', 'gitlab'] as const)('%s: YAML with the commands as they are', (kind) => {
    const documents = printed(kind)
      .split('---\n')
      .map((text) => parseYAML<Record<string, unknown>>(text));
    expect(JSON.stringify(documents)).toContain('$(id) 100%.html');
    if (kind !== 'kubernetes') return;
    expect(documents).toMatchObject([
      { kind: 'CronJob', spec: { schedule: '0 9 * * 1', timeZone: 'Asia/Manila', concurrencyPolicy: 'Forbid' } },
      { kind: 'CronJob', spec: { schedule: JOBS[1]?.cron, timeZone: 'UTC' } },
    ]);
  });

  it('railway and GitHub: the times in UTC', () => {
    expect(printed('railway', 'one.json')).toContain('"cronSchedule": "0 1 * * 1"');
    expect(printed('github', 'one.json')).toContain('- cron: "0 1 * * 1"');
  });

  it('windows: a task, where one can say it', () => {
    expect(printed('windows', 'one.json')).toMatch(
      /schtasks \/Create \/F \/TN "PeerQuest Audit\\weekly-main" \/SC WEEKLY \/D MON \/ST 09:00 \/TR "cmd/,
    );
    const { code, stderr } = run('--config', 'all.json', '--print', 'windows');
    expect({ code, isOne: isOneSentence(stderr) }).toEqual({ code: 2, isOne: true });
    const job = { name: 'long', cron: '0 9 * * 1', timeZone: 'UTC' } as ScheduledJob;
    const tool = { program: ['npx'], folder: 'C:\\audit', now: new Date() };
    expect(() => PRINTERS.windows([{ job, word: 'long', args: ['x'.repeat(250)] }], tool)).toThrow(/longer than the 261 characters/);
  });

  it('holds no password', () => {
    const { code, stdout, stderr } = run('--database', 'postgres://u:hunter2@h/d', '--print', 'crontab');
    expect({ code, leaks: (stdout + stderr).includes('hunter2') }).toEqual({ code: 2, leaks: false });
  });
});

describe('a schedule in UTC', () => {
  const job = (cron: string, timeZone: string): ScheduledJob => ({
    ...{ name: 'a', title: 'default', database: null, checks: null, detailed: false, report: {}, failOn: null, jitter: 0 },
    cron,
    timeZone,
  });
  const now = new Date('2026-06-10T12:00:00Z');

  it.each([
    ['0 9 * * 1', 'Asia/Manila'],
    ['0 7 * * 1', 'Asia/Manila'],
    ['30 2 * * 0,6', 'Asia/Manila'],
    ['0 23 * * 5', 'America/New_York'],
    ['15 4 * * *', 'Asia/Kolkata'],
    ['0 */6 * * *', 'Europe/Berlin'],
  ])('%s in %s means the same moments', (cron, timeZone) => {
    const one = job(cron, timeZone);
    const [, utc = ''] =
      /"cronSchedule": "(.*)"/.exec(PRINTERS.railway([{ job: one, args: [], word: 'a' }], { program: [], folder: '', now })) ?? [];
    expect(nextTimes({ cron: utc, timeZone: 'UTC' }, now, 10)).toEqual(nextTimes(one, now, 10));
  });

  it('is refused where it would be another day of the month', () => {
    const monthly = { job: job('0 5 1 * *', 'Asia/Manila'), args: [], word: 'a' };
    expect(() => PRINTERS.railway([monthly], { program: [], folder: '', now })).toThrow(/cannot be said in UTC/);
  });
});
