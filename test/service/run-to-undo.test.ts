import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runToUndo } from '../../src/service/run-to-undo.ts';
import type { NewRun, RunRecord, Store } from '../../src/history/index.ts';
import { newRun, newTransaction, openedStore, runId } from '../history/fixtures.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
beforeEach(async () => {
  folder = temporaryFolder();
  store = await openedStore(folder.file('store.sqlite3'));
}, 60_000);
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** Keeps a run that made changes, and how it ended. */
async function ran(
  number: number,
  run: Partial<NewRun>,
  summary: RunRecord['summary'] = {},
  changes = run.mode === 'undo' ? 1 : 2,
): Promise<void> {
  await store.runs.start(newRun(number, run));
  if (changes > 0) {
    await store.journal.writeIntent(newTransaction(number, 1, { changes }));
    await store.journal.settle(runId(number), 1, 'committed');
  }
  if (summary !== null) await store.runs.finish(runId(number), { state: 'finished', finishedAt: newRun(number).startedAt, summary });
}
const undoOf = (number: number): Partial<NewRun> => ({ mode: 'undo', undoes: runId(number) });
const last = (name = 'last'): Promise<string> =>
  runToUndo(store, name, () => Promise.resolve('identity')).then(
    ({ id }) => id,
    (error: unknown) => (error as Error).message,
  );
const NONE_LEFT = /^No repair of this database is left to undo/;

describe('the last run to undo', () => {
  it('is the newest repair', async () => {
    await ran(1, {});
    await ran(2, {});
    expect(await last()).toBe(runId(2));
    expect(await last(' Last ')).toBe(runId(2));
  });

  it('is one of this database, however many others the store knows', async () => {
    await ran(1, {});
    await ran(2, { database: { identity: 'another', engine: 'mariadb', name: 'peerquest' } });
    expect(await last()).toBe(runId(1));
    expect(await runToUndo(store, 'last', () => Promise.resolve('another'))).toMatchObject({ id: runId(2) });
    expect(await runToUndo(store, 'last', () => Promise.resolve('a third')).catch((error: unknown) => String(error))).toMatch(
      /No repair of this database/,
    );
  });

  it('is a repair that changed something', async () => {
    await ran(1, {});
    await ran(2, {}, {}, 0);
    expect(await last()).toBe(runId(1));
  });

  it('is one that was interrupted, too', async () => {
    await ran(1, {});
    await ran(2, {}, null);
    expect(await last()).toBe(runId(2));
  });

  it('is none where there is none, or each is undone', async () => {
    expect(await last()).toMatch(NONE_LEFT);
    await ran(1, {});
    await ran(2, undoOf(1));
    expect(await last()).toMatch(NONE_LEFT);
  });

  it('is the one before where the newest is undone', async () => {
    await ran(1, {});
    await ran(2, {});
    await ran(3, undoOf(2));
    expect(await last()).toBe(runId(1));
  });

  it.each([
    ['had conflicts', { conflicts: { entities: 1, changes: 1 } }],
    ['failed at a record', { failed: { entities: 1, changes: 1 } }],
    ['was interrupted', null],
  ])('stays the same after an undo that %s: the same words take up the rest', async (_how, summary) => {
    await ran(1, {});
    await ran(2, {});
    await ran(3, undoOf(2), summary);
    expect(await last()).toBe(runId(2));
  });

  it('is undone where undos that were cut off, or of some records, took back all of it: one that has nothing left to do leaves no trace', async () => {
    await ran(1, {});
    await ran(2, {});
    await ran(3, undoOf(2), null);
    await ran(4, { ...undoOf(2), options: { records: ['quest:5'] } });
    expect(await last()).toBe(runId(1));
    await ran(5, undoOf(4), null);
    await ran(6, { ...undoOf(2), options: { records: ['quest:5'] } });
    expect(await last()).toBe(runId(1));
  });

  it('is undone by an undo that met nothing in its way', async () => {
    await ran(1, {});
    await ran(2, undoOf(1), { conflicts: { entities: 0, changes: 0 }, failed: { entities: 0, changes: 0 } });
    expect(await last()).toMatch(NONE_LEFT);
  });

  it('is in effect again where its undo was undone', async () => {
    await ran(1, {});
    await ran(2, {});
    await ran(3, undoOf(1));
    expect(await last()).toBe(runId(2));
    await ran(4, undoOf(3));
    // It took effect after the other one.
    expect(await last()).toBe(runId(1));
  });

  it('is not known to an undo of a run that is not in the store any more', async () => {
    await ran(1, {});
    await ran(2, undoOf(7));
    expect(await last()).toBe(runId(1));
  });
});

it('a run that is named is that run, of whichever database, without a question to it', async () => {
  await ran(1, { database: { identity: 'another', engine: 'mariadb', name: 'peerquest' } });
  await ran(2, {});
  const unasked = () => Promise.reject(new Error('asked'));
  expect(await runToUndo(store, runId(1).slice(0, 8), unasked)).toMatchObject({ id: runId(1) });
});
