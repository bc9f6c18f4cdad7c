import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';

/** Rows of one statement. */
const AT_ONCE = 500;

interface SessionTable {
  /** Of the cookie, which is nowhere. */
  readonly hash: string;
  readonly account: string;
  readonly stamp: string;
  readonly began_at: string;
  readonly used_at: string;
}

type Tables = Readonly<{ peerquest_audit_session: SessionTable }>;

/** Somebody who has signed in. */
export interface StoredSession {
  readonly hash: string;
  readonly account: string;
  /** What the account was like: one that has changed since ends its sessions. */
  readonly stamp: string;
  /** ISO 8601 UTC, as the next one. */
  readonly beganAt: string;
  readonly usedAt: string;
}

/** Sessions, by the hashes of their cookies. */
export interface Sessions {
  begin(session: StoredSession): Promise<void>;
  find(hash: string): Promise<StoredSession | null>;
  use(hash: string, at: string): Promise<void>;
  end(hash: string): Promise<void>;
  endAllOf(account: string): Promise<void>;
  /** Forgets those that began or were used last before these times. */
  forget(before: { readonly began: string; readonly used: string }): Promise<void>;
}

/** The sessions of a store. */
export function sessions(database: Kysely<Tables>): Sessions {
  const table = 'peerquest_audit_session';
  return {
    async begin({ hash, account, stamp, beganAt, usedAt }) {
      await database.insertInto(table).values({ hash, account, stamp, began_at: beganAt, used_at: usedAt }).execute();
    },
    async find(wanted) {
      const row = await database.selectFrom(table).selectAll().where('hash', '=', wanted).executeTakeFirst();
      if (row === undefined) return null;
      const { hash, account, stamp, began_at: beganAt, used_at: usedAt } = row;
      return { hash, account, stamp, beganAt, usedAt };
    },
    async use(hash, at) {
      await database.updateTable(table).set({ used_at: at }).where('hash', '=', hash).execute();
    },
    async end(hash) {
      await database.deleteFrom(table).where('hash', '=', hash).execute();
    },
    async endAllOf(account) {
      const rows = await database.selectFrom(table).select(['hash', 'account']).where('account', '=', account).execute();
      // MariaDB takes no notice of spaces at the end.
      const own = rows.filter((row) => row.account === account).map(({ hash }) => hash);
      for (const hashes of chunks(own, AT_ONCE)) await database.deleteFrom(table).where('hash', 'in', hashes).execute();
    },
    async forget({ began, used }) {
      await database
        .deleteFrom(table)
        .where((eb) => eb.or([eb('began_at', '<', began), eb('used_at', '<', used)]))
        .execute();
    },
  };
}
