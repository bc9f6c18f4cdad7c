import { beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, type EngineName, type TestDatabase } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { contents, makePlan } from '../support/repairing.ts';

const BALANCES = { targets: ['balance'], checks: ['gold-balance', 'gold-balance-missing'] } as const;

/** Ann has a balance and two transactions, Bob two transactions and no balance, Eve a balance that is too high. */
const rows: Dataset = [
  [
    'users_user',
    [
      { id: ANN, username: 'ann', level: 1 },
      { id: BOB, username: 'bob', level: 1 },
      { id: EVE, username: 'eve', level: 1 },
    ],
  ],
  [
    'transactions_userbalance',
    [
      { id: 1, gold_balance: 30, user_id: ANN },
      { id: 3, gold_balance: 7, user_id: EVE },
    ],
  ],
  [
    'transactions_transaction',
    [ANN, ANN, BOB, BOB, EVE].map((user, index) => ({ transaction_id: index + 1, type: 'PURCHASE', amount: 15, user_id: user })),
  ],
  ['users_xptransaction', [1, 2].map((id) => ({ id, amount: 700, reason: 'Event', user_id: ANN }))],
];

/** What each engine takes in place of an amount, as SQL. */
const NO_NUMBERS: Partial<Readonly<Record<EngineName, readonly string[]>>> = {
  postgresql: ["'NaN'", 'null'],
  sqlite: ['9e999', '-9e999', "'many'", "''", "x'ff'", 'null'],
  mariadb: ['null'],
};

for (const [engine, values] of Object.entries(NO_NUMBERS) as [EngineName, readonly string[]][]) {
  const nullable = (createTable: string): string =>
    createTable.replace(/("(?:amount|gold_balance)" \w+(?:\(\d+, ?\d+\))?) not null/gi, '$1');
  describeEngines('sums that are no number', { engines: [engine], file: { rewrite: nullable } }, (database) => {
    beforeAll(async () => {
      const columns = [
        ['transactions_transaction', 'amount', 'decimal(10,2)'],
        ['transactions_userbalance', 'gold_balance', 'decimal(12,2)'],
        ['users_xptransaction', 'amount', 'int'],
      ] as const;
      for (const [table, column, type] of columns) {
        if (engine === 'postgresql') await database().execute(`alter table ${table} alter ${column} drop not null`);
        if (engine === 'mariadb') await database().execute(`alter table ${table} modify ${column} ${type} null`);
      }
      if (engine === 'postgresql') await database().execute('alter table users_xptransaction alter amount type numeric');
    });
    const filled = async (change: string): Promise<TestDatabase> => {
      await database().clear();
      await database().insert(rows);
      await database().execute(change);
      return database();
    };
    const found = async (check: string) =>
      (await collect(database().url, { only: [check] })).findings.map(({ user, cause, repair, expected }) => [
        user?.username,
        cause,
        repair,
        Object.values(expected)[0],
      ]);
    /** Null is left out of a sum that has other rows: unexpected-null tells of it. */
    const spoilt = values.filter((value) => value !== 'null');

    it.each(values)('are told of, and never written: a balance of %s', async (value) => {
      const db = await filled(`update transactions_userbalance set gold_balance = ${value} where id = 1`);
      expect((await found('gold-balance'))[0]?.slice(0, 3)).toEqual(['ann', 'not-a-number', 'manual']);
      const words = [...(await makePlan(db.url, BALANCES)).entities()].flatMap((entity) => entity.words.flat());
      expect(words).toEqual(['create gold balance of bob: 30.00', 'update gold balance of eve from 7.00 to 15.00']);
    });

    it.each(spoilt)('are told of, and never written: a transaction of %s', async (value) => {
      const db = await filled(`update transactions_transaction set amount = ${value} where transaction_id in (1, 3)`);
      expect(await found('gold-balance')).toEqual([
        ['ann', 'not-a-number', 'manual', null],
        ['eve', 'too-low', 'manual', 15],
      ]);
      expect(await found('gold-balance-missing')).toEqual([['bob', 'not-a-number', 'manual', null]]);
      const before = await contents((sql) => db.query(sql));
      const words = [...(await makePlan(db.url, BALANCES)).entities()].flatMap((entity) => entity.words.flat());
      expect(words).toEqual(['update gold balance of eve from 7.00 to 15.00']);
      expect(await contents((sql) => db.query(sql))).toBe(before);
    });

    it.each(spoilt)('agree with no balance, not even one that is the same: %s', async (value) => {
      await filled(`update transactions_userbalance set gold_balance = ${value} where id = 1`);
      await database().execute(`update transactions_transaction set amount = ${value} where transaction_id in (1, 2)`);
      expect((await found('gold-balance'))[0]).toEqual(['ann', 'not-a-number', 'manual', null]);
      expect(await found('cashout-refunded-twice')).toEqual([]);
    });

    it.each(values)('make no level: an XP entry of %s', async (value) => {
      const db = await filled(`update users_xptransaction set amount = ${value}`);
      expect(await found('user-level')).toEqual([['ann', 'not-a-number', 'manual', null]]);
      expect((await makePlan(db.url, { targets: ['user'], checks: ['user-level'] })).summary.changes).toBe(0);
    });
  });
}

describeEngines('sums that are no number', { engines: ['sqlite'] }, (database) => {
  it('are those of infinity and its opposite', async () => {
    await database().insert(rows);
    await database().execute(
      'update transactions_transaction set amount = case transaction_id when 1 then 9e999 else -9e999 end where transaction_id < 3',
    );
    const { findings } = await collect(database().url, { only: ['gold-balance'] });
    expect(findings.map(({ cause }) => cause)).toEqual(['not-a-number', 'too-low']);
  });
});
