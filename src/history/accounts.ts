import type { Kysely } from 'kysely';

interface AccountTable {
  readonly name: string;
  /** 1 in the row of the first account, null in all others. */
  readonly first_of_all: number | null;
  readonly role: string;
  readonly password_hash: string;
  readonly created_at: string;
}

type Tables = Readonly<{ peerquest_audit_account: AccountTable }>;

/** An account that was made over HTTP; those of the configuration are not kept here. */
export interface StoredAccount {
  readonly name: string;
  readonly role: string;
  /** As `hash-password` makes it. */
  readonly passwordHash: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

/** Accounts that the store keeps. */
export interface Accounts {
  all(): Promise<readonly StoredAccount[]>;
  find(name: string): Promise<StoredAccount | null>;
  /** Adds the first of all, or nothing where there ever was one: of several at a time one succeeds. */
  addFirst(account: StoredAccount): Promise<boolean>;
  /** Adds another one; false where the name is taken. */
  add(account: StoredAccount): Promise<boolean>;
  /** Changes role and password; false where there is none. */
  change(name: string, change: Pick<StoredAccount, 'role' | 'passwordHash'>): Promise<boolean>;
  remove(name: string): Promise<boolean>;
}

/** The accounts of a store. */
export function accounts(database: Kysely<Tables>): Accounts {
  const table = 'peerquest_audit_account';
  const find = async (name: string): Promise<StoredAccount | null> => {
    const row = await database.selectFrom(table).selectAll().where('name', '=', name).executeTakeFirst();
    // MariaDB takes no notice of spaces at the end: with them it would be one account under many names, each with guesses of its own.
    return row?.name === name ? accountOf(row) : null;
  };
  const insert = async (account: StoredAccount, first: 1 | null, isTaken: () => Promise<boolean>): Promise<boolean> => {
    const { name, role, passwordHash, createdAt } = account;
    try {
      await database
        .insertInto(table)
        .values({ name, first_of_all: first, role, password_hash: passwordHash, created_at: createdAt })
        .execute();
      return true;
    } catch (error) {
      // Engines say in different words that a key is there already: looking tells.
      if (await isTaken()) return false;
      throw error;
    }
  };
  return {
    async all() {
      return (await database.selectFrom(table).selectAll().orderBy('name').execute()).map(accountOf);
    },
    find,
    addFirst: (account) =>
      insert(account, 1, async () => {
        const row = await database.selectFrom(table).select('name').where('first_of_all', '=', 1).executeTakeFirst();
        return row !== undefined;
      }),
    add: (account) => insert(account, null, async () => (await find(account.name)) !== null),
    async change(name, { role, passwordHash }) {
      if ((await find(name)) === null) return false;
      const { numUpdatedRows } = await database
        .updateTable(table)
        .set({ role, password_hash: passwordHash })
        .where('name', '=', name)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async remove(name) {
      if ((await find(name)) === null) return false;
      const { numDeletedRows } = await database.deleteFrom(table).where('name', '=', name).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function accountOf({ name, role, password_hash: passwordHash, created_at: createdAt }: AccountTable): StoredAccount {
  return { name, role, passwordHash, createdAt };
}
