import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { configuredBackup, readConfigFile } from '../../src/config/index.ts';
import { jobsOf } from '../../src/daemon/jobs-of.ts';
import { argsOf } from '../../src/schedule/index.ts';
import type { NamedDatabase } from '../../src/server/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

async function read(settings: object) {
  const file = folder.file('config.json');
  writeFileSync(file, JSON.stringify({ databases: { shop: { url: 'shop.sqlite3' }, other: { url: 'other.sqlite3' } }, ...settings }));
  return readConfigFile(file, true, () => Promise.resolve({}));
}

test('the newest file that is like the pattern is the backup; where there is none, that is said', async () => {
  mkdirSync(folder.file('b'));
  for (const [name, seconds] of [
    ['n1.sql', 100],
    ['n2.sql', 300],
    ['n3.sql', 200],
    ['x.sql', 400],
  ] as const) {
    writeFileSync(folder.file(`b/${name}`), '');
    utimesSync(folder.file(`b/${name}`), seconds, seconds);
  }
  const settings = await read({
    backups: { shop: { file: folder.file('b/n*.sql'), maxAge: '26h' }, other: { file: folder.file('none*') } },
  });
  expect(configuredBackup(settings, 'shop')).toEqual({
    ...{ path: folder.file('b/n2.sql'), keyFile: null, scratch: null, maxAge: 26 * 3_600_000, against: true },
  });
  expect(() => configuredBackup(settings, 'other')).toThrow('There is no backup of "other" like');
  expect(() => configuredBackup(settings, 'constructor')).toThrow('names none of "constructor"');
});

test.each([
  [{ backups: { shap: { file: 'x' } } }, '"backups.shap": "databases" names none such'],
  [{ backups: { shop: { file: 'x', fromCommand: 'cat x' } } }, 'fromCommand'],
  [{ jobs: [{ name: 'a', kind: 'backup', cron: '0 1 * * *' }] }, '"jobs.0.kind": "backups" names no backup: say where it is'],
  [
    { backups: { shop: { file: 'x' } }, jobs: [{ name: 'a', kind: 'backup', database: 'other', cron: '0 1 * * *' }] },
    '"backups" names no backup of "other"',
  ],
  [
    { backups: { shop: { file: 'x' } }, jobs: [{ name: 'a', kind: 'backup', detailed: true, cron: '0 1 * * *' }] },
    '"jobs.0.detailed": the verification of a backup has none',
  ],
])('a mistake is told where it stands: %j', async (settings, sentence) => {
  await expect(read(settings)).rejects.toThrow(sentence);
});

test('a job runs where a backup is configured, also where no job is, and is printed as the command that does the same', async () => {
  const databases = ['shop', 'other'].map((name) => ({ name, title: name })) as unknown as readonly NamedDatabase[];
  const backups = { shop: { file: 'x' } };
  const jobs = jobsOf(await read({ backups, jobs: [{ name: 'nightly', kind: 'backup', cron: '0 1 * * *' }] }), databases);
  expect(jobs.map(({ name, title, kind }) => [name, title, kind])).toEqual([['nightly', 'shop', 'backup']]);
  expect(jobs.map((job) => argsOf(job, []))).toEqual([['backup', 'verify', '--of', 'shop']]);
  const usual = jobsOf(await read({ backups }), databases).filter(({ kind }) => kind === 'backup');
  expect(usual.map(({ name, title, cron }) => [name, title, cron])).toEqual([['backup', 'shop', '0 11 * * 1']]);
});
