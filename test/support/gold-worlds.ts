import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { ANN, BOB } from './flows.ts';
import type { GoldWorld } from './naive-gold.ts';

const person = fc.constantFrom(ANN, ANN, ANN, BOB);
/** Amounts that floating numbers cannot hold, and sums that meet. */
const cents = fc.constantFrom(-20, 0, 1, 10, 20, 20, 33, 500_010);
const reference = fc.constantFrom('A-1', 'A-1', 'A-1', 'A-12', 'a-1', '[x]*', '');
const cashoutId = fc.constantFrom(1, 1, 12);
const questId = fc.constantFrom(null, 7, 7, 7, 8);
const numbered = <Row>(rows: readonly Row[]): (Row & { readonly id: number })[] => rows.map((row, index) => ({ ...row, id: index + 1 }));

const transaction = fc.oneof(
  fc.record({
    user_id: person,
    type: fc.constantFrom('PURCHASE', 'PURCHASE', 'PURCHASE', 'REWARD'),
    cents,
    description: fc.option(
      reference.chain((ref) =>
        fc.constantFrom(`coins (₱35.00) - Ref: ${ref}`, `Ref: ${ref}`, `${ref} booked`, `x${ref}`, `Ref: ${ref}, ${ref}`),
      ),
    ),
    quest_id: fc.constant(null),
  }),
  fc.record({
    user_id: person,
    type: fc.constantFrom('REFUND', 'REFUND', 'REFUND', 'REWARD'),
    cents,
    description: fc
      .tuple(
        fc.constantFrom('Refund for rejected cashout request #', 'Refund for cancelled cashout request #', 'Cashout request: '),
        cashoutId,
      )
      .map(([words, id]) => `${words}${id}`),
    quest_id: fc.constantFrom(null, null, null, 7),
  }),
  fc.record({
    user_id: person,
    type: fc.constantFrom('REWARD', 'REWARD', 'QUEST_REWARD', 'QUEST_BONUS', 'REFUND'),
    cents,
    description: fc.constantFrom(null, 'Reward for completing: x', 'Bonus for: x', 'Bonus foreign'),
    quest_id: questId,
  }),
);

/** Gold of two people, each with their rows in order, contradictory, or gone. */
export const generatedGold: fc.Arbitrary<GoldWorld> = fc
  .record({
    users: fc.subarray(
      [
        { id: ANN, username: 'ann' },
        { id: BOB, username: 'bob' },
      ],
      { minLength: 1 },
    ),
    participants: fc
      .array(fc.record({ quest_id: fc.constantFrom(7, 8), user_id: person, status: fc.constantFrom('joined', 'dropped') }), {
        maxLength: 2,
      })
      .map(numbered),
    transactions: fc
      .array(transaction, { minLength: 4, maxLength: 12 })
      .map((rows) => rows.map((row, index) => ({ ...row, transaction_id: index + 1 }))),
    payments: fc
      .uniqueArray(
        fc.record({
          user_id: person,
          payment_reference: reference,
          status: fc.constantFrom('verified', 'verified', 'verified', 'queued', 'rejected'),
          package_amount: fc.constant(500),
          verified_at: fc.constantFrom(null, '2025-07-06 09:30:00.000001'),
        }),
        { selector: ({ payment_reference }) => payment_reference.toLowerCase(), minLength: 1, maxLength: 3 },
      )
      .map(numbered),
    cashouts: fc.uniqueArray(
      fc.record({
        id: cashoutId,
        user_id: person,
        cents: fc.constantFrom(10, 20, 500_010),
        status: fc.constantFrom('REJECTED', 'REJECTED', 'COMPLETED', 'PENDING'),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 2 },
    ),
    balances: fc.array(fc.constantFrom('none', 'right', 'right', 'refunded', 'refunded', 'high', 'low'), { minLength: 2, maxLength: 2 }),
  })
  .map(({ balances, ...world }) => ({
    ...world,
    balances: [ANN, BOB].flatMap((id, index) => {
      const own = world.transactions.filter((row) => row.user_id === id);
      const refunds = own.filter(({ type, quest_id }) => type === 'REFUND' && quest_id === null);
      const sum = (rows: typeof own): number => rows.reduce((total, row) => total + row.cents, 0);
      const excess = new Map([
        ['right', 0],
        ['refunded', sum(refunds)],
        ['high', 10],
        ['low', -1],
      ]).get(balances[index] ?? 'none');
      return excess === undefined ? [] : [{ id: index + 1, user_id: id, cents: sum(own) + excess }];
    }),
  }));

const gold = (amount: number): string => (amount / 100).toFixed(2);

/** The rows of a world, amounts written as Django writes them. Quests are always gone. */
export function rowsOfGold(world: GoldWorld): Dataset {
  return [
    ['users_user', world.users],
    ['quests_questparticipant', world.participants],
    ['transactions_transaction', world.transactions.map(({ cents: amount, ...row }) => ({ ...row, amount: gold(amount) }))],
    ['transactions_userbalance', world.balances.map(({ cents: amount, ...row }) => ({ ...row, gold_balance: gold(amount) }))],
    ['payments_paymentproof', world.payments],
    ['transactions_cashoutrequest', world.cashouts.map(({ cents: amount, ...row }) => ({ ...row, amount_gold: gold(amount) }))],
  ];
}
