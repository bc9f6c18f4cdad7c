import type { Dataset } from '../../src/demo/audit-001.ts';
import { describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';
import {
  describeLaterChanges,
  numberedId,
  numberIn,
  numbersTo,
  putBack,
  type LaterChange,
  type Steps,
  type World,
} from '../support/undo-conflicts.ts';

/** A balance after its repair. */
interface Balance {
  readonly id: number;
  readonly number: number;
}

/** A table that this tool has never heard of; it refers to balances by their id and by their owner, and goes with them. */
const further = ({ engine }: TestDatabase): ReturnType<NonNullable<World<Balance>['further']>> => ({
  tables: ['wallets_note'],
  create: [
    `create table wallets_note (id bigint not null primary key, balance_id bigint,
      owner_id ${engine === 'postgresql' || engine === 'mariadb' ? 'uuid' : 'char(32)'},
      foreign key (balance_id) references transactions_userbalance (id) on delete cascade,
      foreign key (owner_id) references transactions_userbalance (user_id) on delete set null)`,
  ],
  drop: ['drop table wallets_note'],
});

const users = (count: number): Dataset[number] => [
  'users_user',
  // Two of each: the second one's gold is nobody's concern.
  numbersTo(count).flatMap((number) =>
    ['c', 'd'].map((kind) => ({ id: numberedId(kind, number), username: `${kind} ${number}`, email: `${kind} ${number}` })),
  ),
];
const transactions = (count: number): Dataset[number] => [
  'transactions_transaction',
  numbersTo(count).map((number) => ({ transaction_id: number, user_id: numberedId('c', number), amount: '10.25', type: 'REWARD' })),
];
const entity: World<Balance>['entity'] = (number, rows) => ({
  number,
  id: Number(rows('transactions_userbalance').find((row) => numberIn(row['user_id']) === number)?.['id']),
});

/** People with a transaction and no balance: the repair inserts one. */
const missing: World<Balance> = {
  request: { targets: ['balance'], checks: ['gold-balance-missing'] },
  rows: (count) => [users(count), transactions(count)],
  entity,
  numberOf: { transactions_userbalance: ({ user_id }) => numberIn(user_id) },
  undoes: ['delete transactions_userbalance'],
  further,
};

/** People whose balance is not the sum of their transactions: the repair sets it. */
const wrong: World<Balance> = {
  ...missing,
  request: { targets: ['balance'], checks: ['gold-balance'] },
  rows: (count) => [
    ...missing.rows(count),
    [
      'transactions_userbalance',
      numbersTo(count).map((id) => ({
        id,
        user_id: numberedId('c', id),
        gold_balance: '5.10',
        last_updated: '2025-07-01 12:00:00.250000',
      })),
    ],
  ],
  undoes: ['update transactions_userbalance'],
};

const ofBalance =
  (change: string) =>
  ({ id }: Balance): Steps => [`update transactions_userbalance set ${change} where id = ${id}`];
const deletion = ({ id }: Balance): Steps => [`delete from transactions_userbalance where id = ${id}`];
/** Balances that the application makes get ids that no other one has. */
const another = ({ number }: Balance, row: Readonly<Record<string, string | number>> = {}): Dataset[number] => [
  'transactions_userbalance',
  [{ id: 1000 + number, user_id: numberedId('c', number), gold_balance: '10.25', ...row }],
];
const note = ({ number }: Balance, row: Readonly<Record<string, string | number>>): string =>
  `insert into wallets_note (id, ${Object.keys(row).join(', ')}) values (${[number, ...Object.values(row)].join(', ')})`;
const toSecondPerson = ({ number, id }: Balance): Steps => [
  `update transactions_userbalance set user_id = '${numberedId('d', number)}' where id = ${id}`,
];
const payment = ({ number }: Balance): Dataset[number] => [
  'transactions_transaction',
  [{ transaction_id: 1000 + number, user_id: numberedId('c', number), amount: '3.00', type: 'REWARD' }],
];

const balanceChanged = ({ id }: Balance): string => `transactions_userbalance ${id} was changed since`;
const balanceGone = ({ id }: Balance): string => `transactions_userbalance ${id} is gone`;
const changed = (what: string, change: string): LaterChange<Balance> => ({ what, does: ofBalance(change), then: balanceChanged });

/** What is a conflict, or none, whether the row was inserted or updated. */
const changesOfBoth: readonly LaterChange<Balance>[] = [
  changed('the balance is a cent more', 'gold_balance = gold_balance + 0.01'),
  changed('the balance is a cent less', 'gold_balance = 10.24'),
  changed('the balance is empty', 'gold_balance = 0'),
  changed('the application touches the row', "last_updated = '2031-01-01 10:00:00'"),
  changed('the time has another microsecond', "last_updated = '2031-01-01 10:00:00.000001'"),
  { what: 'the balance becomes that of another person', does: toSecondPerson, then: balanceChanged },
  {
    what: 'the application pays',
    does: (balance) => [payment(balance), ...ofBalance("gold_balance = gold_balance + 3, last_updated = '2031-01-01 10:00:00'")(balance)],
    then: balanceChanged,
  },
  {
    what: 'the balance is deleted, and another one of the same person has taken the id',
    does: (balance) => [...deletion(balance), another(balance, { id: balance.id })],
    then: balanceChanged,
  },
  {
    what: 'the balance is changed, and changed back',
    does: (balance) => [...ofBalance('gold_balance = 0')(balance), ...ofBalance('gold_balance = 10.25')(balance)],
    then: 'taken back',
  },
  {
    what: 'the balance is deleted, and the same one put back',
    does: ({ id }) => putBack('transactions_userbalance', `id = ${id}`),
    then: 'taken back',
  },
  { what: 'a transaction is booked of which the balance says nothing yet', does: (balance) => [payment(balance)], then: 'taken back' },
  {
    what: 'the transactions that the repair read are deleted',
    does: ({ number }) => [`delete from transactions_transaction where transaction_id = ${number}`],
    then: 'taken back',
  },
  {
    what: 'a row refers to the balance of the second person',
    does: (balance) => [
      another(balance, { user_id: numberedId('d', balance.number) }),
      note(balance, { balance_id: 1000 + balance.number }),
    ],
    then: 'taken back',
  },
];

const changesOfMissing: readonly LaterChange<Balance>[] = [
  ...changesOfBoth,
  { what: 'the balance is deleted', does: deletion, then: 'already undone' },
  {
    what: 'the balance is deleted, and the application makes another one',
    does: (balance) => [...deletion(balance), another(balance)],
    then: 'already undone',
  },
  {
    what: 'a row refers to the balance',
    does: (balance) => [note(balance, { balance_id: balance.id })],
    then: ({ id }) => `rows of wallets_note refer to transactions_userbalance ${id}`,
  },
  {
    what: 'a row refers to the balance by its owner',
    does: (balance) => [note(balance, { owner_id: `'${numberedId('c', balance.number)}'` })],
    then: ({ id }) => `rows of wallets_note refer to transactions_userbalance ${id}`,
  },
  {
    what: 'the owner is deleted',
    does: ({ number }) => [`delete from users_user where id = '${numberedId('c', number)}'`],
    then: 'taken back',
  },
];

/** Where letters of different case are equal in a reference. */
const changesOfMissingInCapitals: readonly LaterChange<Balance>[] = [
  {
    what: 'a row refers to the balance by its owner, whose id it has in capitals',
    does: (balance) => [note(balance, { owner_id: `'${numberedId('C', balance.number)}'` })],
    then: ({ id }) => `rows of wallets_note refer to transactions_userbalance ${id}`,
  },
];

const changesOfWrong: readonly LaterChange<Balance>[] = [
  ...changesOfBoth,
  changed('the amount alone is put back by hand', 'gold_balance = 5.1'),
  { what: 'the balance is deleted', does: deletion, then: balanceGone },
  {
    what: 'the balance is deleted, and the application makes another one',
    does: (balance) => [...deletion(balance), another(balance)],
    then: balanceGone,
  },
  {
    what: 'a row refers to the balance',
    does: (balance) => [note(balance, { balance_id: balance.id })],
    then: 'taken back',
  },
];

/** After the undo there is no balance. */
const changesOfMissingAfterUndo: readonly LaterChange<Balance>[] = [
  {
    what: 'the application makes another balance',
    does: (balance) => [another(balance)],
    then: { refused: /^failed Transaction rolled back: .*(unique|duplicate)/i },
  },
  {
    what: 'the application makes another balance under the same id',
    does: (balance) => [another(balance, { id: balance.id })],
    then: ({ id }) => `transactions_userbalance ${id} is there again`,
  },
  {
    what: 'the balance of another person has taken the id',
    does: (balance) => [another(balance, { id: balance.id, user_id: numberedId('d', balance.number) })],
    then: ({ id }) => `transactions_userbalance ${id} is there again`,
  },
  {
    what: 'the owner is deleted',
    does: ({ number }) => [`delete from users_user where id = '${numberedId('c', number)}'`],
    then: { refused: /^failed Transaction rolled back: .*foreign key/i },
  },
  { what: 'a transaction is booked', does: (balance) => [payment(balance)], then: 'taken back' },
];

describeEngines('the undo of repaired balances that were changed since', { engines: propertyEngines('mariadb') }, (database) => {
  describeLaterChanges('inserted', database, missing, changesOfMissing);
  describeLaterChanges('inserted, by an undo of the undo', database, missing, changesOfMissingAfterUndo, 'undo');
  describeLaterChanges('updated', database, wrong, changesOfWrong);
});

describeEngines('the undo of inserted balances that are known by their owners', { engines: ['mysql char(32)'] }, (database) => {
  describeLaterChanges('by other letters', database, missing, changesOfMissingInCapitals);
});
