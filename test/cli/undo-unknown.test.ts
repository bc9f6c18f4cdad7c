import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedStore } from '../history/fixtures.ts';
import { temporaryFolder } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
const BOTH = ['--database', folder.file('db.sqlite3'), '--store', folder.file('store.sqlite3')];
const UNSURE = '0a000000-0000-4000-8000-00000000000a';

/** A repair that was made, and beside it the account of one of which nobody knows whether it was. */
beforeAll(async () => {
  await runInProcess(['demo', '--out', folder.file('db.sqlite3')]);
  await runInProcess(['--fix-issues', '--yes', ...BOTH]);
  const store = await openedStore(folder.file('store.sqlite3'));
  try {
    const made = await store.runs.find('last');
    const { finishedAt, summary } = made;
    await store.runs.start({ ...made, id: UNSURE });
    for await (const transaction of store.journal.transactions(made.id, 'first')) {
      await store.journal.writeIntent({ ...transaction, runId: UNSURE });
      await store.journal.settle(UNSURE, transaction.number, 'unknown');
    }
    await store.runs.finish(UNSURE, { state: 'finished', finishedAt: finishedAt ?? '', summary });
  } finally {
    await store.close();
  }
}, 120_000);
afterAll(() => {
  folder.remove();
});

it('what may not have been written is taken back where that is asked for, and not by itself', async () => {
  const left = await runInProcess(['undo', UNSURE, '--yes', ...BOTH]);
  expect(left.stdout).toContain('The run changed nothing that could be undone.');
  expect(left.stdout).not.toContain('✅ Undone');
  const undone = await runInProcess(['undo', UNSURE, '--yes', '--unknown', ...BOTH]);
  expect({ code: undone.code, stderr: undone.stderr }).toEqual({ code: 0, stderr: '' });
  expect(undone.stdout).toContain('Undo: 8 changes to 5 records made\n');
});
