import { beforeAll, beforeEach, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { StoreError, UsageError } from '../../src/errors.ts';
import { openStore, type Store, type TransactionRecord } from '../../src/history/index.ts';
import { STEPS } from '../../src/history/steps.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { newRun, newTransaction, openedStore, runId, sentenceFrom } from './fixtures.ts';
import { describeStores } from './stores.ts';

const NONE = { transactions: 0, changes: 0 };
describeStores('a store', (storeOf, databaseOf) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(() => {
    database = databaseOf();
    store = storeOf();
  });
  beforeEach(async () => {
    await database.execute('delete from peerquest_audit_payload');
    await database.execute('delete from peerquest_audit_transaction');
    await database.execute('delete from peerquest_audit_run');
  });
  const numbersOf = async (run: number, from: 'first' | 'last'): Promise<number[]> => {
    const numbers: number[] = [];
    for await (const { number } of store.journal.transactions(runId(run), from)) numbers.push(number);
    return numbers;
  };
  const only = async (run: number): Promise<TransactionRecord> => {
    for await (const record of store.journal.transactions(runId(run), 'first')) return record;
    throw new Error('There is no transaction.');
  };

  it('keeps a run from its beginning to its end', async () => {
    const run = newRun(1);
    await store.runs.start(run);
    const running = { ...run, state: 'running', finishedAt: null, summary: null };
    expect(await store.runs.find('last')).toMatchObject(running);
    expect(await store.runs.unfinished('identity')).toMatchObject([running]);
    expect(await store.runs.unfinished('another')).toEqual([]);
    await store.runs.finish(run.id, { state: 'interrupted', finishedAt: '2025-01-01T00:00:09.000Z', summary: { fixed: 1, name: '🎉' } });
    expect(await store.runs.find(run.id)).toEqual({
      ...run,
      state: 'interrupted',
      finishedAt: '2025-01-01T00:00:09.000Z',
      summary: { fixed: 1, name: '🎉' },
      transactions: { intended: NONE, committed: NONE, 'rolled-back': NONE, unknown: NONE },
      seal: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      endSeal: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(await store.runs.signatureOf(await store.runs.find(run.id))).toEqual({ isValid: true });
    expect(await store.runs.unfinished('identity')).toEqual([]);
  });

  it('lists runs, the newest first', async () => {
    for (const number of [2, 3, 1]) await store.runs.start(newRun(number));
    const idsOf = async (limit: number | null) => (await store.runs.newest(limit)).map(({ id }) => id);
    expect(await idsOf(null)).toEqual([runId(3), runId(2), runId(1)]);
    expect(await idsOf(2)).toEqual([runId(3), runId(2)]);
  });

  it('finds a run by what the user calls it', async () => {
    expect(await sentenceFrom(store.runs.find('last'))).toMatch(/^UsageError: The store .* holds no runs/);
    await store.runs.start(newRun(11));
    await store.runs.start(newRun(12, { mode: 'undo', undoes: runId(11) }));
    expect(await store.runs.find('00000011')).toMatchObject({ id: runId(11), undoes: null });
    expect(await store.runs.find(runId(12).toUpperCase())).toMatchObject({ mode: 'undo', undoes: runId(11) });
    await expect(store.runs.find('0000001')).rejects.toThrow(UsageError);
    expect(await sentenceFrom(store.runs.find('0000001'))).toContain(`several runs (${runId(12)}, ${runId(11)})`);
    expect(await sentenceFrom(store.runs.find('00000013'))).toMatch(
      /knows no run "00000013" \(nearest: 0000001.*"peerquest-audit runs" lists/,
    );
    for (const name of ['', '%', '_', "'", 'ff']) await expect(store.runs.find(name)).rejects.toThrow(UsageError);
  });

  it('forgets a run of which nothing was journaled, and no other', async () => {
    await store.runs.start(newRun(21));
    await store.runs.start(newRun(22));
    await store.journal.writeIntent(newTransaction(22, 1));
    expect([await store.runs.forget(runId(21)), await store.runs.forget(runId(22))]).toEqual([true, false]);
    expect((await store.runs.newest(null)).map(({ id }) => id)).toEqual([runId(22)]);
  });

  it('keeps intents until their outcome is known', async () => {
    await store.runs.start(newRun(1));
    await store.runs.start(newRun(2));
    await store.runs.start(newRun(3, { database: { identity: 'another', engine: 'sqlite', name: 'x' } }));
    await store.journal.writeIntent(newTransaction(2, 1, { transactionId: '18446744073709551615' }));
    for (const number of [1, 2, 3, 4]) await store.journal.writeIntent(newTransaction(1, number, { changes: number }));
    await store.journal.writeIntent(newTransaction(3, 1));
    await store.journal.settle(runId(1), 1, 'committed');
    await store.journal.settle(runId(1), 2, 'rolled-back');
    await store.journal.settle(runId(1), 3, 'unknown');
    const open = await store.journal.openIntents('identity');
    expect(open.map((record) => [record.runId, record.number, record.transactionId])).toEqual([
      [runId(1), 4, null],
      [runId(2), 1, '18446744073709551615'],
    ]);
    expect(open[0]).toEqual({ ...newTransaction(1, 4, { changes: 4 }), state: 'intended', settledAt: null, isSigned: true });
    expect((await store.runs.find(runId(1))).transactions).toEqual({
      intended: { transactions: 1, changes: 4 },
      committed: { transactions: 1, changes: 1 },
      'rolled-back': { transactions: 1, changes: 2 },
      unknown: { transactions: 1, changes: 3 },
    });
    expect((await only(1)).settledAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('refuses what would leave the journal with holes', async () => {
    await expect(store.journal.writeIntent(newTransaction(9, 1))).rejects.toThrow(StoreError);
    await store.runs.start(newRun(1));
    await store.journal.writeIntent(newTransaction(1, 1));
    await expect(store.journal.writeIntent(newTransaction(1, 1))).rejects.toThrow(StoreError);
    // What could not be read again is not written: bytes count, not characters.
    const large = newTransaction(1, 2, { payload: JSON.stringify('ä'.repeat(31 * 2 ** 20)) });
    await expect(store.journal.writeIntent(large)).rejects.toMatchObject({ code: 'JOURNAL_TOO_LARGE' });
    await expect(store.journal.settle(runId(1), 2, 'committed')).rejects.toThrow(/has lost transaction 2 of run/);
    await expect(store.runs.finish(runId(2), { state: 'failed', finishedAt: '', summary: null })).rejects.toThrow(/has lost run/);
    // SQLite keeps to no length.
    if (database.engine !== 'sqlite') await expect(store.runs.start(newRun(2, { operator: 'x'.repeat(256) }))).rejects.toThrow(StoreError);
  });

  it('goes through the transactions of a run from either end, and lets others in between', async () => {
    await store.runs.start(newRun(1));
    for (const number of [10, 2, 1]) await store.journal.writeIntent(newTransaction(1, number));
    expect(await numbersOf(1, 'first')).toEqual([1, 2, 10]);
    expect(await numbersOf(1, 'last')).toEqual([10, 2, 1]);
    expect(await numbersOf(2, 'last')).toEqual([]);
    for await (const { number } of store.journal.transactions(runId(1), 'last')) await store.journal.settle(runId(1), number, 'committed');
    expect(await store.journal.openIntents('identity')).toEqual([]);
  });

  it('gives back a payload of megabytes to the letter', async () => {
    const hostile = `'"\`\\\\'; drop table peerquest_audit_run; -- ${String.fromCharCode(1, 8, 26, 27, 127)}\r\n\u2028 $1 ? :x %s 🎉👩‍👩‍👧‍👦 ﷽ ́`;
    const payload = JSON.stringify({ hostile, nul: '\0', lone: '\ud800' }) + hostile.repeat(60_000);
    expect(payload.length).toBeGreaterThan(4_000_000);
    await store.runs.start(newRun(1));
    await store.journal.writeIntent(newTransaction(1, 1, { payload }));
    expect((await only(1)).payload === payload).toBe(true);
  });

  it('is migrated once, and again after a migration was cut off', async () => {
    await store.runs.start(newRun(1));
    const reopened = async (): Promise<void> => {
      const again = await openedStore(database.url);
      expect(await again.runs.newest(null)).toHaveLength(1);
      await again.journal.writeIntent(newTransaction(1, (await numbersOf(1, 'first')).length + 1));
      await again.close();
      const steps = Object.keys(STEPS).map((name) => ({ name }));
      expect(await database.query('select name from peerquest_audit_migration order by name')).toEqual(steps);
    };
    await reopened();
    await database.execute("delete from peerquest_audit_migration where name >= '0002-transactions'");
    await reopened();
    await database.execute('drop table peerquest_audit_payload');
    await database.execute('drop table peerquest_audit_transaction');
    await database.execute('delete from peerquest_audit_migration');
    await reopened();
    await database.execute('drop table peerquest_audit_migration');
    await database.execute('drop table peerquest_audit_migration_lock');
    await reopened();
  });

  it('is left alone by an older version of the tool', async () => {
    await database.execute("insert into peerquest_audit_migration values ('9999-future', '2099-01-01T00:00:00.000Z')");
    for (const purpose of ['read', 'write', 'create'] as const) {
      const sentence = await sentenceFrom(openStore(parseDatabaseUrl(database.url), purpose));
      expect(sentence).toMatch(/^StoreError: The store of runs .* a newer version of peerquest-audit has made its tables/);
    }
    await database.execute("delete from peerquest_audit_migration where name = '9999-future'");
  });

  it('is not made for a command that only reads', async () => {
    const other = await createDatabase(database.engine, { empty: true });
    expect(await openStore(parseDatabaseUrl(other.url), 'read')).toBeNull();
    await expect((async () => other.query('select * from peerquest_audit_migration'))()).rejects.toThrow();
    await other.drop();
  });

  // In one process, SQLite's openers would wait for each other for ever: store.test.ts has them in several.
  it('is made by several at once', async ({ skip }) => {
    skip(database.engine === 'sqlite', 'several processes make it');
    const other = await createDatabase(database.engine, { empty: true });
    const stores = await Promise.all([1, 2, 3, 4].map(() => openedStore(other.url)));
    await Promise.all(stores.map((one, index) => one.runs.start(newRun(index))));
    expect(await stores[0]?.runs.newest(null)).toHaveLength(4);
    await Promise.all(stores.map((one) => one.close()));
    await other.drop();
  });
});
