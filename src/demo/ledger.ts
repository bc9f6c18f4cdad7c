import type { PartialRow } from './audit-001.ts';
import type { RowSink } from './row-sink.ts';
import { time } from './time.ts';

/** A row of `transactions_transaction`, as the application would write it. */
export interface GoldEntry {
  readonly type: 'PURCHASE' | 'REWARD' | 'TRANSFER' | 'REFUND' | 'CASHOUT';
  /** Negative for gold that leaves the account. */
  readonly amount: number;
  readonly commission?: number;
  readonly description: string;
  /** In milliseconds. */
  readonly at: number;
  readonly quest?: number;
}

/** XP and gold that users get and spend, with the sums that levels and balances must agree with. */
export class Ledger {
  /** Total XP of each user, by the user's number. */
  readonly xp: Float64Array;
  /** Sum of each user's gold transactions, by the user's number. */
  readonly gold: Float64Array;
  readonly #users: readonly string[];
  #lastTransaction = 0;
  #xpRows: PartialRow[] = [];
  #goldRows: PartialRow[] = [];

  constructor(users: readonly string[]) {
    this.#users = users;
    this.xp = new Float64Array(users.length);
    this.gold = new Float64Array(users.length);
  }

  /** Writes an XP transaction. */
  addXp(user: number, amount: number, reason: string, at: number): void {
    this.xp[user] = (this.xp[user] ?? 0) + amount;
    this.#xpRows.push({ amount, reason, created_at: time(at), user_id: this.#users[user] ?? null });
  }

  /** Writes a gold transaction and returns its id. */
  addGold(user: number, { type, amount, commission = 0, description, at, quest }: GoldEntry): number {
    this.gold[user] = (this.gold[user] ?? 0) + amount;
    this.#goldRows.push({
      transaction_id: ++this.#lastTransaction,
      type,
      amount,
      commission_fee: commission,
      description,
      created_at: time(at),
      user_id: this.#users[user] ?? null,
      quest_id: quest ?? null,
    });
    return this.#lastTransaction;
  }

  /** Hands over what was written since the last time. */
  flush(sink: RowSink): void {
    sink('users_xptransaction', this.#xpRows);
    sink('transactions_transaction', this.#goldRows);
    this.#xpRows = [];
    this.#goldRows = [];
  }
}
