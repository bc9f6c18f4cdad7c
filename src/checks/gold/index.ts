import type { Check } from '../define-check.ts';
import cashoutRefundedTwice from './cashout-refunded-twice.ts';
import goldBalance from './gold-balance.ts';
import goldBalanceMissing from './gold-balance-missing.ts';
import goldBalanceNegative from './gold-balance-negative.ts';
import paymentWithoutPurchase from './payment-without-purchase.ts';
import rewardPaidTwice from './reward-paid-twice.ts';

/** Balances, payments and rewards. In the order of the report. */
export const goldChecks: readonly Check[] = [
  goldBalance,
  goldBalanceMissing,
  goldBalanceNegative,
  paymentWithoutPurchase,
  cashoutRefundedTwice,
  rewardPaidTwice,
];
