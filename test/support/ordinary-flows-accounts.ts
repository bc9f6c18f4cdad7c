import type { AppState, Flow, Row } from './ordinary-flows-state.ts';

const LEAST_CASHOUT = 5000;

/** People who have logged in: the page that they saw made their balance. */
export function people(app: AppState, condition: (user: Row) => boolean = () => true): Row[] {
  return app.rows('users_user', (user) => condition(user) && user['is_banned'] === 0 && balanceOf(app, user['id'] ?? null) !== undefined);
}

function balanceOf(app: AppState, user: Row[string]): Row | undefined {
  return app.find('transactions_userbalance', (row) => row['user_id'] === user);
}

/** Gold that a user has and that is not set aside for a quest. */
export function available(app: AppState, user: Row[string]): number {
  const reserved = app.rows('transactions_questgoldreservation', (row) => row['user_id'] === user);
  return reserved.reduce((gold, { amount }) => gold - Number(amount), Number(balanceOf(app, user)?.['gold_balance']));
}

/** Writes a gold transaction and the balance with it. */
export function book(app: AppState, user: Row[string], type: string, amount: number, description: string, quest: Row[string] = null): Row {
  const balance = balanceOf(app, user);
  if (balance !== undefined) Object.assign(balance, { gold_balance: Number(balance['gold_balance']) + amount, last_updated: app.now() });
  return app.add(
    'transactions_transaction',
    { type, amount, commission_fee: 0, description, created_at: app.now(), user_id: user, quest_id: quest },
    'transaction_id',
  );
}

/** Writes an XP transaction; saving the user brings the level up to date. */
export function award(app: AppState, userId: Row[string], amount: number, reason: string): void {
  app.add('users_xptransaction', { amount, reason, created_at: app.now(), user_id: userId });
  const xp = app.rows('users_xptransaction', (row) => row['user_id'] === userId).reduce((sum, row) => sum + Number(row['amount']), 0);
  const user = app.find('users_user', ({ id }) => id === userId);
  if (user !== undefined) user['level'] = Math.min(100, Math.max(1, Math.floor(xp / 1000)));
}

const register: Flow = (app) => {
  const number = app.rows('users_user').length;
  if (number >= 8) return false;
  app.add('users_user', {
    id: app.random.uuid(),
    username: `User_${number}`,
    email: `User.${number}+quests@Example.com`,
    role: app.random.pick(['adventurer', 'quest_maker']),
    level: 1,
    is_active: 1,
    is_staff: 0,
    is_superuser: 0,
    email_verified: 0,
    email_verification_token: `token-${number}`,
    is_banned: 0,
    ban_reason: null,
    ban_expires_at: null,
    settings: '{}',
    date_joined: app.now(),
    last_login: null,
  });
  return true;
};

const verify: Flow = (app) => {
  const user = app.one(app.rows('users_user', (row) => row['email_verified'] === 0));
  if (user === undefined) return false;
  Object.assign(user, { email_verified: 1, email_verification_token: null });
  return true;
};

const LIFTED = { is_banned: 0, ban_reason: null, ban_expires_at: null };

const login: Flow = (app) => {
  const user = app.one(app.rows('users_user', (row) => row['email_verified'] === 1));
  if (user === undefined) return false;
  // A ban for a time has passed by now.
  if (user['ban_expires_at'] !== null) Object.assign(user, LIFTED);
  if (user['is_banned'] === 1) return false;
  user['last_login'] = app.now();
  if (balanceOf(app, user['id'] ?? null) === undefined)
    app.add('transactions_userbalance', { gold_balance: 0, last_updated: app.now(), user_id: user['id'] ?? null });
  return true;
};

const editProfile: Flow = (app) => {
  const user = app.one(people(app));
  if (user === undefined) return false;
  user['settings'] = app.random.pick(['{}', '{"theme": "dark", "list": [1]}']);
  user['role'] = user['is_staff'] === 1 ? 'moderator' : app.random.pick(['adventurer', 'quest_maker']);
  return true;
};

const promote: Flow = (app) => {
  const user = app.one(people(app));
  if (user === undefined) return false;
  Object.assign(user, { role: 'admin', is_staff: 1, is_superuser: app.random.below(2) });
  return true;
};

const ban: Flow = (app) => {
  const user = app.one(people(app, (row) => row['is_staff'] === 0));
  if (user === undefined) return false;
  Object.assign(user, { is_banned: 1, ban_reason: 'Spam', ban_expires_at: app.random.pick([null, '2999-01-01 00:00:00']) });
  if (app.random.below(2) === 1) {
    const appeal = app.add('users_banappeal', {
      message: 'It was not me.',
      reviewed: 0,
      review_decision: null,
      user_id: user['id'] ?? null,
    });
    app.add('users_banappealfile', { file: 'ban_appeals/a.png', original_name: 'a.png', appeal_id: appeal['id'] ?? null });
  }
  return true;
};

const answerAppeal: Flow = (app) => {
  const appeal = app.one(app.rows('users_banappeal', (row) => row['reviewed'] === 0));
  if (appeal === undefined) return false;
  const decision = app.random.pick(['dismissed', 'lifted']);
  Object.assign(appeal, { reviewed: 1, review_decision: decision });
  const user = app.find('users_user', ({ id }) => id === appeal['user_id']);
  if (decision === 'lifted' && user !== undefined) Object.assign(user, LIFTED);
  return true;
};

const earnXp: Flow = (app) => {
  const user = app.one(people(app));
  if (user === undefined) return false;
  award(app, user['id'] ?? null, 900 * app.random.below(5), app.random.pick(['Seasonal event', 'Completed quest line', '']));
  return true;
};

const sendReceipt: Flow = (app) => {
  const user = app.one(people(app));
  if (user === undefined) return false;
  const number = app.rows('payments_paymentproof').length + 1;
  app.add('payments_paymentproof', {
    // One reference can be the beginning of another.
    payment_reference: `GC${number}`,
    package_amount: 2800,
    package_price: 175,
    bonus: '+300 bonus coins',
    receipt_image: `payment_receipts/${number}.png`,
    status: 'queued',
    created_at: app.now(),
    verified_at: null,
    processed_at: null,
    user_id: user['id'] ?? null,
  });
  return true;
};

const checkReceipt: Flow = (app) => {
  const payment = app.one(app.rows('payments_paymentproof', (row) => row['status'] === 'queued' || row['status'] === 'processing'));
  if (payment === undefined) return false;
  const status = app.random.pick(['verified', 'verified', 'verified', 'processing', 'queued', 'rejected']);
  payment['status'] = status;
  if (status === 'processing') payment['processed_at'] = app.now();
  if (status === 'verified' || status === 'rejected') payment['verified_at'] = app.now();
  if (status === 'verified') {
    const text = `Gold Package Purchase - 2800 coins (₱175.00) + bonus - Ref: ${payment['payment_reference']}`;
    book(app, payment['user_id'] ?? null, 'PURCHASE', 3100, text);
  }
  return true;
};

const askForCash: Flow = (app) => {
  const user = app.one(people(app, ({ id }) => available(app, id ?? null) >= LEAST_CASHOUT));
  if (user === undefined) return false;
  const booked = book(app, user['id'] ?? null, 'CASHOUT', -LEAST_CASHOUT, `Cashout request: ${LEAST_CASHOUT} gold to GCASH`);
  app.add('transactions_cashoutrequest', {
    amount_gold: LEAST_CASHOUT,
    status: 'PENDING',
    created_at: app.now(),
    processed_at: null,
    transaction_id: booked['transaction_id'] ?? null,
    user_id: user['id'] ?? null,
  });
  return true;
};

const answerCashout: Flow = (app) => {
  const request = app.one(app.rows('transactions_cashoutrequest', (row) => row['status'] === 'PENDING'));
  if (request === undefined) return false;
  const answer = app.random.pick(['paid', 'rejected', 'cancelled']);
  Object.assign(request, { status: answer === 'paid' ? 'COMPLETED' : 'REJECTED', processed_at: app.now() });
  if (answer !== 'paid')
    book(app, request['user_id'] ?? null, 'REFUND', LEAST_CASHOUT, `Refund for ${answer} cashout request #${request['id']}`);
  return true;
};

/** What people do with their accounts and their gold, and what administrators answer. */
export const ACCOUNT_FLOWS: Readonly<Record<string, Flow>> = {
  register,
  verify,
  login,
  editProfile,
  promote,
  ban,
  answerAppeal,
  earnXp,
  sendReceipt,
  checkReceipt,
  askForCash,
  answerCashout,
};
