import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const WEEKLY = { name: 'weekly', cron: '0 9 * * 1' };
const library = () => Promise.reject(new Error('No code runs here.'));

async function mistakeIn(content: object): Promise<string> {
  const file = folder.file('jobs.json');
  writeFileSync(file, JSON.stringify(content, null, 2));
  try {
    await readConfigFile(file, false, library);
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'FILE').replaceAll('jobs.json', 'FILE');
  }
}

describe('jobs', () => {
  it('can say where, what, how, and who is to fail', async () => {
    const whole = {
      ...WEEKLY,
      timeZone: 'Asia/Manila',
      database: 'main',
      checks: ['sync', 'gold-balance', 'all'],
      detailed: true,
      report: { html: 'weekly.html', json: 'weekly.json' },
      failOn: 'critical',
      jitter: 0,
    };
    expect(await mistakeIn({ databases: { main: { url: 'a.db' } }, timeZone: 'UTC', jobs: [whole, { ...WEEKLY, name: 'other' }] })).toBe(
      '',
    );
    expect(await mistakeIn({ jobs: [] })).toBe('');
  });

  it.each<readonly [string, object, RegExp]>([
    ['a schedule that is none', { cron: '0 9 * *' }, /"jobs\.0\.cron": it must have five fields.*FILE:\d+:\d+/],
    ['a day that never comes', { cron: '0 0 30 2 *' }, /never comes/],
    ['no zone', { timeZone: 'Mars/Base' }, /"jobs\.0\.timeZone": it must be the name of a time zone.*FILE:\d+:\d+/],
    ['a database that has no name', { database: 'mian' }, /"databases" names none such: did you mean "main"\?/],
    ['a database that no name is near', { database: 'zzzzzzzz' }, /"databases" names none such \(FILE:\d+:\d+\)\.$/],
    ['a check that is none', { checks: ['quest-stauts'] }, /the job "weekly" of the configuration file "FILE".*quest-status/],
    ['one file for several databases', { report: { csv: 'x.csv' } }, /reports of several databases/],
    ['a report of no kind', { report: { pdf: 'x' } }, /report/],
    ['a name that is a path', { name: '../x' }, /"jobs\.0\.name": a name is made of/],
    ['too much jitter', { jitter: 7200 }, /"jobs\.0\.jitter"/],
    ['what nobody knows', { crom: '' }, /unknown setting "crom"/],
  ])('are refused with %s', async (_, change, sentence) => {
    const databases = { main: { url: 'a.db' }, other: { url: 'b.db' } };
    expect(await mistakeIn({ databases, jobs: [{ ...WEEKLY, ...change }] })).toMatch(sentence);
  });

  it('are told where there is no database with a name, no backup, and what the verification of one has not', async () => {
    expect(await mistakeIn({ jobs: [{ ...WEEKLY, database: 'main' }] })).toMatch(
      /"jobs\.0\.database": "databases" names none such \(there are none\)/,
    );
    const backup = { ...WEEKLY, kind: 'backup' };
    expect(await mistakeIn({ jobs: [backup] })).toMatch(/"jobs\.0\.kind": "backups" names no backup: say where it is/);
    const backups = { default: { file: 'x.sqlite3' } };
    expect(await mistakeIn({ backups, jobs: [backup] })).toBe('');
    for (const odd of [{ detailed: true }, { report: { csv: 'x.csv' } }, { failOn: 'critical' }])
      expect(await mistakeIn({ backups, jobs: [{ ...backup, ...odd }] })).toContain(
        `"jobs.0.${Object.keys(odd).join()}": the verification of a backup has none: leave it out`,
      );
    expect(await mistakeIn({ jobs: [{ ...WEEKLY, detailed: true, failOn: 'critical', report: { csv: 'x.csv' } }] })).toBe('');
    const one = { main: { url: 'a.db' } };
    expect(await mistakeIn({ databases: one, jobs: [{ ...WEEKLY, report: { csv: 'x.csv' } }] })).toBe('');
    const two = { ...one, other: { url: 'b.db' } };
    expect(await mistakeIn({ databases: two, jobs: [{ ...WEEKLY, report: {} }] })).toBe('');
    expect(await mistakeIn({ databases: two, jobs: [{ ...WEEKLY, database: 'main', report: { csv: 'x.csv' } }] })).toBe('');
  });

  it('have names of their own', async () => {
    expect(await mistakeIn({ jobs: [WEEKLY, WEEKLY] })).toMatch(/"jobs\.1\.name": another job is called "weekly"/);
    expect(await mistakeIn({ timeZone: 'nowhere' })).toMatch(/"timeZone"/);
  });
});
