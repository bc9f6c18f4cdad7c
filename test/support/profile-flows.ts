import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import type { TestDatabase } from './databases.ts';
import { ANN, BOB } from './flows.ts';

/** Two accounts: Ann's and Bob's; what is not given is as the application writes it. */
export interface Accounts {
  readonly ann?: PartialRow;
  readonly bob?: PartialRow;
}

/** Ann's id as findings name it. */
export const ANN_KEY = { userId: 'a0000000-0000-4000-8000-000000000001' };
export const BOB_KEY = { userId: 'b0000000-0000-4000-8000-000000000002' };

/** An account in good order. */
export function account(row: PartialRow): PartialRow {
  return { role: 'adventurer', email_verified: 1, is_active: 1, level: 1, ...row };
}

/** The rows of two accounts. */
export function accountRows({ ann = {}, bob = {} }: Accounts): Dataset {
  return [
    [
      'users_user',
      [
        account({ id: ANN, username: 'ann', email: 'ann@example.com', ...ann }),
        account({ id: BOB, username: 'bob', email: 'bob@example.com', ...bob }),
      ],
    ],
  ];
}

/** Lets two names and addresses stand that a collation holds to be equal: the unique indexes of MySQL and MariaDB would refuse them. */
export async function allowSameNames(database: TestDatabase): Promise<void> {
  if (database.engine !== 'mariadb' && database.engine !== 'mysql char(32)') return;
  await database.execute('alter table users_user drop index username, drop index email');
}
