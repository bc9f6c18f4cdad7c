import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countOpenBy, countOpenFindings } from '../../src/history/count-open.ts';
import type { HistoryTables } from '../../src/history/history-tables.ts';
import { readOpenPage } from '../../src/history/open-findings.ts';
import type { OpenFilter } from '../../src/history/open-spans.ts';
import { temporaryFolder } from '../support/cli.ts';
import { openedStore } from './fixtures.ts';
import { madeRecording } from './recordings.ts';

/** All that narrows what is there, each by itself. */
const FILTERS: readonly OpenFilter[] = [
  {},
  { checks: ['stock'] },
  { cause: 'late' },
  { user: 'ann' },
  { quest: '7' },
  { q: 'ann' },
  { q: 'abcdef' },
  { before: '2027-01-01' },
  { state: 'new' },
  { state: 'returned' },
  { acknowledged: true },
  { acknowledged: false },
  { without: 'cause' },
  { without: 'user' },
  { without: 'quest' },
  { upTo: 1 },
];

describe('looking for a few of very many open findings', () => {
  const folder = temporaryFolder();
  const file = new BetterSqlite3(folder.file('store.sqlite3'));
  const asked: CompiledQuery[] = [];
  const database = new Kysely<HistoryTables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => void asked.push(query),
  });
  beforeAll(async () => {
    const store = await openedStore(folder.file('store.sqlite3'));
    const found = Array.from({ length: 50 }, (_, id) => ({ id, user: `user ${id}`, cause: 'late' }));
    const recording = await madeRecording({ subject: 'shop', number: 1, looks: { stock: found, orders: found } });
    await store.history.record(recording);
    recording.met.drop();
    await store.close();
  });
  afterAll(async () => {
    await database.destroy();
    folder.remove();
  });

  /** How SQLite goes about everything that was asked of spans since, but those that are told. */
  function ways(): readonly string[] {
    return asked.splice(0).flatMap(({ sql, parameters }) =>
      file
        .prepare<unknown[], { readonly detail: string }>(`explain query plan ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail)
        .filter((detail) => /\bspan\b|_span\b/.test(detail) && !detail.includes('PRIMARY KEY (subject_id=? AND span_no=?)')),
    );
  }
  const BY_INDEX = /USING COVERING INDEX peerquest_audit_span_open|INDEX peerquest_audit_span_finding/;

  it.each(FILTERS.map((filter) => [JSON.stringify(filter), filter] as const))('by %s reads no span that is not told', async (_, filter) => {
    for (const order of [{ checks: null }, 'newest', 'oldest'] as const)
      await readOpenPage(database, 1, filter, null, 10, undefined, order);
    await countOpenFindings(database, 1, filter);
    for (const by of ['check', 'cause', 'user', 'quest', { agesAt: Date.now() }] as const) await countOpenBy(database, 1, by, filter, 10);
    const all = ways();
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((way) => !BY_INDEX.test(way))).toEqual([]);
  });
});
