import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DatabaseAddress } from '../../src/database/index.ts';
import { RefusedError } from '../../src/errors.ts';
import { openStore, sharedStore } from '../../src/history/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { newRun, newTransaction, runId, sentenceFrom } from './fixtures.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});
let stores = 0;
const noKey = () => ({ secret: null, trouble: 'this is a test' });

function shared() {
  const file = folder.file(`shared-${++stores}/store.sqlite3`);
  let located = 0;
  const locate = (): Promise<DatabaseAddress> => {
    located++;
    return Promise.resolve({ engine: 'sqlite', file });
  };
  return { file, located: () => located, store: sharedStore(locate, noKey) };
}

it('a shared store that nothing is kept in is not made, however often it is looked for', async () => {
  const { file, store } = shared();
  expect(await store.ifThere()).toBeNull();
  expect(await store.ifThere()).toBeNull();
  expect(await store.location()).toEqual({ engine: 'sqlite', file });
  await store.close();
  expect(existsSync(file)).toBe(false);
});

it('a shared store is located and opened once for all who need it, also at the same time', async () => {
  const { store, located } = shared();
  const all = await Promise.all([store.made(), store.ifThere(), store.made(), store.ifThere()]);
  expect(new Set(all).size).toBe(1);
  expect(located()).toBe(1);
  await store.close();
  await store.close();
  // What a command does afterwards opens it anew.
  const again = await store.ifThere();
  expect(again).not.toBe(all[0]);
  expect(await again?.runs.newest(null)).toEqual([]);
  await store.close();
});

it('a shared store whose place is refused counts as none until something must be kept', async () => {
  const store = sharedStore(() => Promise.reject(new RefusedError('STORE_DOES_NOT_LAST', 'It would not last.')), noKey);
  expect(await store.ifThere()).toBeNull();
  expect(await sentenceFrom(store.location())).toBe('RefusedError: It would not last.');
  expect(await sentenceFrom(store.made())).toBe('RefusedError: It would not last.');
  await store.close();
});

it('a shared store that could not be opened is tried again', async () => {
  const { file, store } = shared();
  mkdirSync(dirname(file));
  writeFileSync(file, 'This is no database.');
  expect(await sentenceFrom(store.ifThere())).toMatch(/^StoreError: .*cannot be used/);
  rmSync(file);
  expect(await (await store.made()).runs.newest(null)).toEqual([]);
  await store.close();
});

it('a part of a store works on when another one was let go in the middle, and all tell of trouble in sentences', async () => {
  const { file, store: one } = shared();
  const store = await one.made();
  await store.runs.start(newRun(1));
  for (const number of [1, 2]) await store.journal.writeIntent(newTransaction(1, number));
  for await (const { number } of store.journal.transactions(runId(1), 'first')) {
    expect(number).toBe(1);
    break;
  }
  const files = store.files('identity');
  const began = await files.begin('all', new Date());
  expect(await store.acknowledgements.all()).toEqual([]);
  expect(await store.runs.newest(null)).toHaveLength(1);
  expect(await files.begin('all', new Date())).toBe(began);
  await one.close();
  const damaged = await openStore({ engine: 'sqlite', file }, 'write', noKey);
  await damaged?.close();
  expect(await sentenceFrom(damaged?.files('identity').get(['a']) ?? Promise.resolve())).not.toBe('no error');
});
