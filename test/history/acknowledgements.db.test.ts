import { beforeAll, beforeEach, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { readAcknowledgements, type Store, type StoredAcknowledgement } from '../../src/history/index.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { openedStore, sentenceFrom } from './fixtures.ts';
import { describeStores } from './stores.ts';

/** An acknowledgement that tells its number. */
const newOne = (number: number, changes: Partial<StoredAcknowledgement> = {}): StoredAcknowledgement => ({
  database: 'identity',
  check: 'quest-status',
  fingerprint: String(number).padStart(32, '0'),
  key: String(number),
  evidence: 'e'.repeat(32),
  reason: 'known since the outage',
  by: 'ann',
  on: '2025-07-02',
  until: null,
  ...changes,
});

describeStores('acknowledgements in a store', (storeOf, databaseOf) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(() => {
    database = databaseOf();
    store = storeOf();
  });
  beforeEach(() => database.execute('delete from peerquest_audit_acknowledgement'));
  const read = ({ url }: TestDatabase) => readAcknowledgements(parseDatabaseUrl(url));

  it('are not there where there is no store', async () => {
    const other = await createDatabase(database.engine, { empty: true });
    expect(await read(other)).toEqual([]);
    await other.drop();
  });

  it('are kept to the letter, in an order of their own', async () => {
    const hostile = `'"\`\\\\'; drop table x; -- ${String.fromCharCode(1, 8, 26, 27, 127)}\r\n\u2028 $1 ? :x %s 🎉👩‍👩‍👧‍👦 ﷽ ́`;
    const all = [
      newOne(1, { check: 'quest-assignment' }),
      newOne(2, { reason: hostile, by: '🎉'.repeat(100), until: '2026-12-31' }),
      newOne(2, { database: 'zebra' }),
      newOne(3, { key: `3/${'x'.repeat(5000)}`, reason: '﷽'.repeat(2000) }),
    ];
    await store.acknowledgements.add([...all].reverse());
    expect(await read(database)).toEqual(all);
  });

  it('take the place of what was said of the same finding of the same database', async () => {
    await store.acknowledgements.add([newOne(1), newOne(2), newOne(1, { database: 'another' })]);
    await store.acknowledgements.add([newOne(1, { reason: 'found again', on: '2025-08-01' })]);
    expect(await read(database)).toEqual([
      newOne(1, { database: 'another' }),
      newOne(1, { reason: 'found again', on: '2025-08-01' }),
      newOne(2),
    ]);
  });

  it('are forgotten by their findings, of one database', async () => {
    await store.acknowledgements.add([newOne(1), newOne(2), newOne(1, { database: 'another' })]);
    await store.acknowledgements.remove('identity', [newOne(1).fingerprint, newOne(9).fingerprint]);
    await store.acknowledgements.remove('identity', []);
    expect(await read(database)).toEqual([newOne(1, { database: 'another' }), newOne(2)]);
  });

  it('are kept all or none, also thousands of them', async () => {
    const many = Array.from({ length: 2500 }, (_, number) => newOne(number));
    await store.acknowledgements.add(many);
    expect(await read(database)).toHaveLength(2500);
    const broken = [...many.map((one) => ({ ...one, reason: 'another' })), newOne(9000), newOne(9000)];
    expect(await sentenceFrom(store.acknowledgements.add(broken))).toMatch(/^StoreError: The store of runs .* cannot be used/);
    const kept = await read(database);
    expect([kept.length, new Set(kept.map(({ reason }) => reason))]).toEqual([2500, new Set(['known since the outage'])]);
    await store.acknowledgements.remove(
      'identity',
      many.map(({ fingerprint }) => fingerprint),
    );
    expect(await read(database)).toEqual([]);
  });

  it('are not there in a store of an older version, which is left as it is until something is kept', async () => {
    await database.execute('drop table peerquest_audit_acknowledgement');
    await database.execute("delete from peerquest_audit_migration where name >= '0003'");
    expect(await read(database)).toEqual([]);
    expect(await database.query("select name from peerquest_audit_migration where name >= '0003'")).toEqual([]);
    const migrated = await openedStore(database.url);
    await migrated.acknowledgements.add([newOne(1)]);
    await migrated.close();
    expect(await read(database)).toEqual([newOne(1)]);
  });

  it('are there again after their migration was cut off', async () => {
    await store.acknowledgements.add([newOne(1)]);
    await database.execute("delete from peerquest_audit_migration where name >= '0003'");
    await (await openedStore(database.url)).close();
    expect(await read(database)).toEqual([newOne(1)]);
  });

  it('of a newer version are not guessed at', async () => {
    await database.execute("insert into peerquest_audit_migration values ('9999-future', '2099-01-01T00:00:00.000Z')");
    expect(await sentenceFrom(read(database))).toMatch(/^StoreError: .* a newer version of peerquest-audit has made its tables/);
    await database.execute("delete from peerquest_audit_migration where name = '9999-future'");
  });
});
