import type { Kysely } from 'kysely';

interface TokenTable {
  readonly id: string;
  /** Of the token, which is shown once and nowhere kept. */
  readonly hash: string;
  readonly name: string;
  readonly role: string;
  /** Names of databases as JSON; null for all. */
  readonly scope: string | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
}

type Tables = Readonly<{ peerquest_audit_token: TokenTable }>;

/** A token of a machine. */
export interface StoredToken {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly role: string;
  /** Databases that it may see; null for all. */
  readonly databases: readonly string[] | null;
  readonly createdBy: string;
  /** ISO 8601 UTC, as the next two. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** Tokens, by their hashes. */
export interface Tokens {
  /** The newest first. */
  all(): Promise<readonly StoredToken[]>;
  add(token: StoredToken): Promise<void>;
  find(hash: string): Promise<StoredToken | null>;
  /** By id; false where there is none that still holds. */
  revoke(id: string, at: string): Promise<boolean>;
}

/** The tokens of a store. */
export function tokens(database: Kysely<Tables>): Tokens {
  const table = 'peerquest_audit_token';
  return {
    async all() {
      return (await database.selectFrom(table).selectAll().orderBy('created_at', 'desc').orderBy('id').execute()).map(tokenOf);
    },
    async add({ databases, createdBy, createdAt, expiresAt, revokedAt, ...token }) {
      const scope = databases === null ? null : JSON.stringify(databases);
      await database
        .insertInto(table)
        .values({ ...token, scope, created_by: createdBy, created_at: createdAt, expires_at: expiresAt, revoked_at: revokedAt })
        .execute();
    },
    async find(hash) {
      const row = await database.selectFrom(table).selectAll().where('hash', '=', hash).executeTakeFirst();
      return row === undefined ? null : tokenOf(row);
    },
    async revoke(id, at) {
      const { numUpdatedRows } = await database
        .updateTable(table)
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

function tokenOf(row: TokenTable): StoredToken {
  const { id, hash, name, role, scope, created_by, created_at, expires_at, revoked_at } = row;
  const databases = scope === null ? null : (JSON.parse(scope) as readonly string[]);
  return { id, hash, name, role, databases, createdBy: created_by, createdAt: created_at, expiresAt: expires_at, revokedAt: revoked_at };
}
