import type { PartialRow } from './audit-001.ts';
import type { Fault } from './faults.ts';
import type { World } from './world.ts';
import { DAY, START, time } from './time.ts';

interface GoldPackage {
  readonly id: number;
  readonly name: string;
  readonly gold: number;
  readonly bonus: number;
  readonly price: number;
}

const PACKAGES: readonly [GoldPackage, ...GoldPackage[]] = [
  { id: 1, name: 'Starter Pack', gold: 500, bonus: 0, price: 35 },
  { id: 2, name: 'Popular Pack', gold: 1000, bonus: 100, price: 70 },
  { id: 3, name: 'Value Pack', gold: 2800, bonus: 300, price: 175 },
];

/** What is for sale. */
export const GOLD_PACKAGES: readonly PartialRow[] = PACKAGES.map(({ id, name, gold, price }) => ({
  ...{ id, name, gold_amount: gold, price, is_active: 1 },
}));

/** The least that PeerQuest pays out. */
const CASHOUT = 5000;

interface GoldRows {
  readonly payments: PartialRow[];
  readonly cashouts: PartialRow[];
  readonly balances: PartialRow[];
}

/** Lets users buy the gold that they spent, cash some out, and gives each the balance that agrees with all that. */
export class GoldAccounts {
  readonly #world: World;
  #rows: GoldRows = { payments: [], cashouts: [], balances: [] };
  #lastPayment = 0;
  #lastCashout = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Settles what a user has spent so far. */
  settle(user: number, fault: Fault | undefined): void {
    const { ledger, random, users } = this.#world;
    const lot = random.below(100);
    if (lot < 30 || fault?.check === 'gold-balance-missing') this.#buy(user, 'verified');
    while ((ledger.gold[user] ?? 0) < 0) this.#buy(user, 'verified');
    if (lot >= 30 && lot < 33) this.#buy(user, 'queued');
    if (lot === 33) this.#buy(user, 'processing');
    if (lot === 34) this.#buy(user, 'rejected');
    if (lot === 35 || fault?.check === 'cashout-refunded-twice') this.#cashOut(user, fault);
    if (fault?.check === 'payment-without-purchase') this.#buy(user, 'verified', fault.cause === 'double' ? 2 : 0);
    // A balance that is too low should not be negative as well.
    if (fault?.cause === 'too-low') this.#buy(user, 'verified');
    if (fault?.check === 'gold-balance-negative') this.#correct(user, -100 - (ledger.gold[user] ?? 0));
    if (fault?.check === 'gold-balance-missing') return;
    this.#rows.balances.push({
      gold_balance: (ledger.gold[user] ?? 0) + (fault?.check === 'gold-balance' ? (fault.cause === 'too-high' ? 50 : -50) : 0),
      last_updated: time(START + 365 * DAY),
      user_id: users[user] ?? null,
    });
  }

  /** Hands over what was written since the last time. */
  flush(): void {
    const { ledger, sink } = this.#world;
    ledger.flush(sink);
    sink('payments_paymentproof', this.#rows.payments);
    sink('transactions_cashoutrequest', this.#rows.cashouts);
    sink('transactions_userbalance', this.#rows.balances);
    this.#rows = { payments: [], cashouts: [], balances: [] };
  }

  #buy(user: number, status: 'queued' | 'processing' | 'verified' | 'rejected', purchases = status === 'verified' ? 1 : 0): void {
    const { ledger, random, users } = this.#world;
    const { id, gold, bonus, price } = random.pick(PACKAGES);
    const reference = String(3_001_000_000_000 + ++this.#lastPayment);
    const at = START - (2 + random.below(30)) * DAY;
    const reviewed = status === 'verified' || status === 'rejected' ? time(at + DAY) : null;
    this.#rows.payments.push({
      payment_reference: reference,
      package_amount: gold,
      package_price: price,
      bonus: bonus === 0 ? null : `+${bonus} bonus coins`,
      receipt_image: `payment_receipts/${reference}.png`,
      status,
      created_at: time(at),
      verified_at: reviewed,
      processed_at: status === 'queued' ? null : time(at + DAY / 2),
      gold_package_id: id,
      user_id: users[user] ?? null,
    });
    const description = `Gold Package Purchase - ${gold} coins (₱${price}.00)${bonus === 0 ? '' : ' + bonus'} - Ref: ${reference}`;
    for (let times = purchases; times > 0; times--) {
      ledger.addGold(user, { type: 'PURCHASE', amount: gold + bonus, description, at: at + DAY });
    }
  }

  #cashOut(user: number, fault: Fault | undefined): void {
    const { ledger, random, users } = this.#world;
    while ((ledger.gold[user] ?? 0) < CASHOUT) this.#buy(user, 'verified');
    const status = fault?.check === 'cashout-refunded-twice' ? 'REJECTED' : random.pick(['PENDING', 'COMPLETED', 'REJECTED']);
    const id = ++this.#lastCashout;
    const at = START + 364 * DAY;
    const transaction = ledger.addGold(user, {
      type: 'CASHOUT',
      amount: -CASHOUT,
      description: `Cashout request: ${CASHOUT} gold to GCASH`,
      at,
    });
    this.#rows.cashouts.push({
      id,
      amount_gold: CASHOUT,
      status,
      created_at: time(at),
      processed_at: status === 'PENDING' ? null : time(at + DAY / 2),
      transaction_id: transaction,
      user_id: users[user] ?? null,
    });
    if (status !== 'REJECTED') return;
    const why = id % 2 === 0 ? 'rejected' : 'cancelled';
    for (let times = fault?.check === 'cashout-refunded-twice' ? 2 : 1; times > 0; times--) {
      ledger.addGold(user, {
        type: 'REFUND',
        amount: CASHOUT,
        description: `Refund for ${why} cashout request #${id}`,
        at: at + DAY / 2,
      });
    }
  }

  /** What an administrator has given or taken. */
  #correct(user: number, amount: number): void {
    this.#world.ledger.addGold(user, { type: 'TRANSFER', amount, description: 'Correction', at: START + 364 * DAY });
  }
}
