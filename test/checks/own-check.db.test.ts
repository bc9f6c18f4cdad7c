import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { defineOwnCheck, toCheck, type OwnCheck } from '../../src/checks/index.ts';
import { sqlOf } from '../../src/audit/index.ts';
import { fingerprint, type Evidence } from '../../src/model/index.ts';
import { tryCheck } from '../../src/service/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';

/** Tables that are not PeerQuest's, in words that every engine understands. */
const SCHEMA = [
  'create table customers (id integer primary key, email varchar(100) not null)',
  'create table orders (id bigint primary key, customer_id integer not null, total integer not null, note varchar(100))',
  'create table order_lines (id integer primary key, order_id bigint not null, price integer not null)',
  "insert into customers values (1, 'ann@x'), (2, 'ben@x')",
  "insert into orders values (1, 1, 10, 'fine'), (2, 1, 9, null), (9007199254740993, 2, 5, 'big')",
  'insert into order_lines values (1, 1, 4), (2, 1, 6), (3, 2, 10)',
];

interface Shop {
  orders: { id: number; customer_id: number; total: number; note: string | null };
  order_lines: { id: number; order_id: number; price: number };
}

const built = defineOwnCheck<Shop>({
  id: 'order-total',
  title: 'Order totals',
  severity: 'warning',
  key: ['order_id'],
  user: 'customer_id',
  needs: { orders: ['id', 'total'], order_lines: [] },
  find({ db }) {
    const sums = db
      .selectFrom('order_lines')
      .select((row) => ['order_id', row.fn.sum<number>('price').as('price')])
      .groupBy('order_id');
    return db
      .with('sums', () => sums)
      .selectFrom('orders as o')
      .leftJoin('sums as s', 's.order_id', 'o.id')
      .select((row) => [
        'o.id as order_id',
        'o.customer_id',
        'o.total as actual_total',
        row.fn.coalesce('s.price', row.lit(0)).as('expected_total'),
      ])
      .where((row) => row('o.total', '<>', row.fn.coalesce('s.price', row.lit(0))));
  },
});

const raw = defineOwnCheck({
  id: 'order-note',
  title: 'Order notes',
  severity: 'info',
  key: ['id', 'note'],
  causes: { none: 'Nobody wrote one.', some: 'A person did.' },
  find: () => sql`select id, note, case when note is null then 'none' else 'some' end as cause from orders where total < ${10} -- cheap`,
});

/** What an author without a type checker may return. */
const anything = (value: unknown): ReturnType<OwnCheck['find']> => value as ReturnType<OwnCheck['find']>;

const broken: readonly OwnCheck[] = [
  defineOwnCheck<Shop>({ ...built, id: 'executes', find: ({ db }) => anything(db.selectFrom('orders').selectAll().execute()) }),
  defineOwnCheck<Shop>({ ...built, id: 'writes', find: ({ db }) => anything(db.deleteFrom('orders')) }),
  { ...raw, id: 'keyless', key: ['number'] },
];

const options = {
  ownChecks: [built, raw].map((check) => toCheck(check, 'this test')),
  users: { table: 'customers', id: 'id', name: 'email' },
};

describeEngines('an own check', { empty: true }, (database) => {
  beforeAll(async () => {
    for (const statement of SCHEMA) await database().execute(statement);
  });

  it('finds the same, with the same keys and fingerprints', async () => {
    const { findings, result } = await collect(database().url, options);
    expect(result.start).toMatchObject({
      checks: [
        { id: 'order-total', page: null },
        { id: 'order-note', page: null },
      ],
      leftOut: [],
    });
    expect(findings.map((finding) => finding.fingerprint)).toEqual([
      fingerprint('order-total', { order_id: 2 }),
      fingerprint('order-total', { order_id: '9007199254740993' }),
      fingerprint('order-note', { id: 2, note: 'null' }),
      fingerprint('order-note', { id: '9007199254740993', note: 'big' }),
    ]);
    expect(findings).toMatchObject([
      { key: { order_id: 2 }, expected: { total: 10 }, actual: { customer_id: 1, total: 9 }, user: { id: '1' }, headline: 'order_id 2' },
      {
        key: { order_id: '9007199254740993' },
        expected: { total: 0 },
        actual: { total: 5 },
        details: ['customer_id: 2', 'total: 5 (should be 0)'],
      },
      { key: { id: 2, note: 'null' }, cause: 'none' },
      { key: { id: '9007199254740993', note: 'big' }, cause: 'some' },
    ]);
  });

  it('counts without a list', async () => {
    const { result } = await collect(database().url, { ...options, wish: { detail: 'counts' } });
    expect(result.checks).toMatchObject([
      { count: 2, causes: [] },
      { count: 2, causes: [{ cause: 'none' }, { cause: 'some' }] },
    ]);
  });

  it('is narrowed to a person, or left out', async () => {
    const { findings, result } = await collect(database().url, { ...options, user: 'ben@x' });
    expect(findings.map(({ key }) => key)).toEqual([{ order_id: '9007199254740993' }]);
    expect(result.checks[1]).toMatchObject({ outcome: 'does-not-apply', reason: expect.stringContaining('whose') as string });
  });

  it('tells its cause among its details', async () => {
    const { findings } = await collect(database().url, { ...options, only: ['order-note'] });
    expect(findings.map(({ details }) => details)).toEqual([['Cause: none'], ['Cause: some']]);
  });

  it('gives numbers of every kind as numbers, whatever the driver makes of them', async () => {
    const numbers = defineOwnCheck({
      id: 'numbers',
      title: 'Numbers',
      severity: 'info',
      key: ['id'],
      find: () => sql`
        select id, total as whole, total * 0.25 as amount, sum(total) over (order by id) as summed,
          avg(total) over (order by id) as mean, id as large, '7.50' as text
        from orders`,
      describe: ({ id, whole, amount, summed, mean, large, text }) => ({
        actual: { whole, amount, summed, mean, large, text } as Evidence,
        expected: { id } as Evidence,
      }),
    });
    const told = { ...numbers, id: 'told', describe: () => ({}) };
    const { findings } = await collect(database().url, { ownChecks: [numbers, told].map((check) => toCheck(check, 'this test')) });
    expect(findings).toHaveLength(6);
    for (const { key, actual } of findings) {
      expect(Object.values(actual).map((value) => typeof value)).toEqual([
        ...Array<string>(4).fill('number'),
        key['id'] === '9007199254740993' ? 'string' : 'number',
        'string',
      ]);
    }
    expect(findings[1]?.actual).toMatchObject({ whole: 9, amount: 2.25, summed: 19, mean: 9.5, large: 2, text: '7.50' });
    expect(findings[4]?.actual).toEqual(findings[1]?.actual);
  });

  it.each(['findings', 'counts'] as const)('could not run where its key is not unique, and names two rows (%s)', async (detail) => {
    const twice = (key: readonly string[], causes?: OwnCheck['causes']) =>
      toCheck(
        {
          ...raw,
          key,
          ...(causes === undefined ? {} : { causes }),
          find: () => sql`select customer_id, id, total, case when id = 1 then 'none' else 'some' end as cause from orders`,
        },
        'this test',
      );
    for (const check of [twice(['customer_id']), twice(['customer_id'], {})]) {
      const { result } = await collect(database().url, { ownChecks: [check], wish: { detail } });
      expect(result.checks[0]).toMatchObject({ outcome: 'could-not-run', count: null });
      expect(result.checks[0]?.reason).toMatch(
        /^its "key" does not tell rows apart: customer_id 1 is a row with id [12], total (10|9), cause (none|some), and a row with id [12], total/,
      );
    }
    const bare = toCheck(
      { ...raw, key: ['customer_id', 'cause'], causes: {}, find: () => sql`select customer_id, 'any' as cause from orders` },
      'this test',
    );
    const { result: refused } = await collect(database().url, { ownChecks: [bare], wish: { detail } });
    expect(refused.checks[0]?.reason).toBe(
      'its "key" does not tell rows apart: customer_id 1, cause any is in two rows; select a further column, and name it in "key"',
    );
    const { result } = await collect(database().url, { ownChecks: [twice(['customer_id', 'id'])], wish: { detail } });
    expect(result.checks[0]).toMatchObject({ outcome: 'found', count: 3 });
  });

  it('says why it could not run, and lets the others run', async () => {
    const checks = [...broken, built].map((check) => toCheck(check, 'this test'));
    const { result } = await collect(database().url, { ...options, ownChecks: checks });
    expect(result.checks.map(({ outcome }) => outcome)).toEqual(['could-not-run', 'could-not-run', 'could-not-run', 'found']);
    expect(result.checks[0]?.reason).toContain('must return its query at once, without async');
    expect(result.checks[2]?.reason).toContain('number');
  });
});

it('is shown in the words of each engine', () => {
  expect(sqlOf(toCheck(built, 'here')).map(({ engine }) => engine)).toEqual(['SQLite, PostgreSQL', 'MySQL, MariaDB']);
});

it('can be tried on a small database', async () => {
  expect(await tryCheck(built, SCHEMA.join(';'))).toHaveLength(2);
  expect(await tryCheck(built, SCHEMA.join(';'), { user: 'ann@x', users: options.users })).toHaveLength(1);
  await expect(tryCheck(built, '')).rejects.toThrow(/orders/);
});
