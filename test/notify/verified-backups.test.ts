import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptBackup, Store } from '../../src/history/index.ts';
import { backupPart } from '../../src/monitor/health-parts.ts';
import { alertOfBackupRun, alertOfVerifiedBackups } from '../../src/notify/index.ts';
import type { ConditionDigest } from '../../src/notify/digest.ts';
import { openedStore } from '../history/fixtures.ts';
import { temporaryFolder } from '../support/cli.ts';
import { ALL_WANTED, alertSettings } from './digests.ts';

const DAY = 86_400_000;
const folder = temporaryFolder();
let store: Store;
let day = 0;
const clock = (): Date => new Date(Date.UTC(2026, 0, 1) + day * DAY);

beforeAll(async () => {
  store = await openedStore(`sqlite:///${folder.file('store.sqlite3')}`);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

async function verified(verdict: KeptBackup['verdict']): Promise<void> {
  await store.backups.add({
    ...{ id: String(day).padStart(3, '0'), database: 'shop', verifiedAt: clock().toISOString(), operator: 'job:backup', name: 'n.sql' },
    ...{ verdict, code: verdict.toUpperCase(), sentence: `It is ${verdict}.`, bytes: 1, formats: [], durationMs: 1, restored: null },
    ...{ newest: null, tables: null, rows: null, findings: null, flaws: [], comparison: null },
  });
}

const heard = new Set<string>();
async function news(): Promise<readonly unknown[]> {
  const messages = (await store.outbox.newest(100)).filter(({ id }) => !heard.has(id)).reverse();
  for (const { id } of messages) heard.add(id);
  return messages.flatMap(({ digests }) => (digests as readonly ConditionDigest[]).map(({ isBad, sentence }) => [isBad, sentence]));
}

const chat = { ...ALL_WANTED, type: 'slack', url: 'https://hooks.slack.com/x' } as const;
const ports = () => ({ store, settings: alertSettings({ chat }), clock });

async function told(): Promise<readonly unknown[]> {
  await alertOfVerifiedBackups(ports(), { shop: { within: 8 * DAY } });
  await alertOfVerifiedBackups(ports(), { shop: { within: 8 * DAY } });
  return news();
}
const health = async () =>
  backupPart({ database: 'shop', withinMs: 8 * DAY, verified: await store.backups.lastOf('shop') }, clock()).reason;

test('a backup that is unfit, or that nobody has verified for too long, is told once; so is that it is well again', async () => {
  expect([await told(), await health()]).toEqual([[], 'No backup of it was verified yet.']);
  await verified('sound');
  expect([await told(), await health()]).toEqual([[], null]);
  day = 8;
  expect([await told(), await health()]).toEqual([[], null]);
  day = 9;
  const old = 'No backup was verified and found sound for 9 days, and 8 days are allowed.';
  expect([await told(), await health()]).toEqual([[[true, old]], old]);
  await verified('unrestorable');
  expect([await told(), await health()]).toEqual([[[true, 'It is unrestorable.']], 'It is unrestorable.']);
  day = 10;
  await verified('sound');
  const well = 'The backup of shop was verified, and would serve.';
  expect([await told(), await health()]).toEqual([
    [
      [false, well],
      [false, well],
    ],
    null,
  ]);
});

test('that nobody could look is told by itself', async () => {
  await alertOfBackupRun(ports(), 'shop', 'There is no backup.');
  expect([await news(), await told()]).toEqual([[[true, 'There is no backup.']], []]);
  await alertOfBackupRun(ports(), 'shop', null);
  expect(await news()).toEqual([[false, 'The backup of shop can be looked at again.']]);
});
