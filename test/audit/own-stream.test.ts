import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, fanOut } from '../../src/audit/index.ts';
import { defineOwnCheck, toCheck } from '../../src/checks/index.ts';
import { sql } from '../../src/index.ts';
import { ALL_FINDINGS, COUNTS, KEYS, type AuditEvent, type CheckResult, type Consumer, type Wish } from '../../src/model/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const own = defineOwnCheck({
  id: 'bad-orders',
  title: 'Orders',
  severity: 'warning',
  key: ['id'],
  causes: { lost: 'l', broken: 'b', annulled: 'a', doubled: 'd' },
  find: () => sql`select id, cause from orders where cause is not null`,
});

/** In the order of their ids. */
const CAUSES = ['lost', 'doubled', 'broken', null, 'annulled', 'lost', 'broken', 'annulled', 'lost'];

describe('the causes of a check', () => {
  const folder = temporaryFolder();
  const file = folder.file('orders.sqlite3');
  beforeAll(() => {
    const database = new Database(file);
    database.exec('create table orders (id integer primary key, cause text)');
    for (const cause of CAUSES) database.prepare('insert into orders (cause) values (?)').run(cause);
    database.close();
  });
  afterAll(() => {
    folder.remove();
  });

  it.each<[Wish]>([[COUNTS], [KEYS], [ALL_FINDINGS], [{ detail: 'findings', limit: 1 }]])(
    'stand in descending order of their numbers, then by name: %j',
    async (wish) => {
      let result: CheckResult | undefined;
      const ports = { ownChecks: [toCheck(own, 'this test')], wish };
      for await (const event of audit({ engine: 'sqlite', file }, { only: [own.id] }, ports))
        if (event.type === 'check-finished') result = event.result;
      expect(result?.causes).toEqual([
        { cause: 'lost', count: 3 },
        { cause: 'annulled', count: 2 },
        { cause: 'broken', count: 2 },
        { cause: 'doubled', count: 1 },
      ]);
    },
  );
});

describe('a reader of few findings beside one of all', () => {
  const folder = temporaryFolder();
  const file = folder.file('numbers.sqlite3');
  const many = defineOwnCheck({
    id: 'numbers',
    title: 'Numbers',
    severity: 'warning',
    key: ['id'],
    find: () => sql`with recursive n as (select 1 as id union all select id + 1 from n where id < 6000) select id from n`,
  });
  afterAll(() => {
    folder.remove();
  });

  it('hears its twenty and the whole number; the other hears all, a few hundred at a time', async () => {
    const database = new Database(file);
    database.exec('create table orders (id integer primary key)');
    database.close();
    const heard = new Map<string, number[]>();
    const counts: unknown[] = [];
    const reader = (name: string, wish: Wish): Consumer => ({
      name,
      wish,
      hear(event: AuditEvent) {
        if (event.type === 'findings') heard.set(name, [...(heard.get(name) ?? []), event.findings.length]);
        if (event.type === 'check-finished') counts.push(event.result.count);
      },
    });
    await fanOut((wish) => audit({ engine: 'sqlite', file }, { only: [many.id] }, { ownChecks: [toCheck(many, 'this test')], wish }), {
      consumers: [reader('few', { detail: 'findings', limit: 20 }), reader('all', ALL_FINDINGS)],
      stopped: () => false,
      onFailure: (_, error) => {
        throw error;
      },
    });
    expect(heard.get('few')).toEqual([20]);
    const batches = heard.get('all') ?? [];
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(6000);
    expect(Math.max(...batches)).toBeLessThanOrEqual(500);
    expect(counts).toEqual([6000, 6000]);
  });
});
