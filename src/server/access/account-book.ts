import { createHash } from 'node:crypto';
import { ROLES, secretReader, type Environment, type Role, type ServeSettings } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import type { Store, StoredAccount } from '../../history/index.ts';
import { isPasswordHash } from './password-hash.ts';

/** Sets up one account where there is no file: on platforms of one container. */
const VARIABLE = 'PEERQUEST_AUDIT_PASSWORD_HASH';
/** Whose password that is. */
export const ADMIN = 'admin';

/** Somebody who may sign in with a password. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly databases: readonly string[] | null;
  /** Whether it is the store's, and can be changed over HTTP. */
  readonly isStored: boolean;
  /** Another one as soon as role, password or databases are: what was begun with the old one ends. */
  readonly stamp: string;
}

/** All accounts: those of configuration and environment, then those of the store. */
export interface AccountBook {
  find(name: string): Promise<Account | null>;
  all(): Promise<readonly Account[]>;
}

/**
 * @param fixed the accounts of configuration and environment
 * @param store asked each time: accounts of the store come and go
 */
export function accountBook(fixed: ReadonlyMap<string, Account>, store: () => Promise<Store>): AccountBook {
  return {
    async find(name) {
      const own = fixed.get(name);
      if (own !== undefined) return own;
      const found = await (await store()).accounts.find(name);
      return found === null ? null : storedAccount(found);
    },
    async all() {
      const stored = (await (await store()).accounts.all()).filter(({ name }) => !fixed.has(name)).map(storedAccount);
      return [...fixed.values(), ...stored];
    },
  };
}

/**
 * The accounts of configuration and environment, by their names.
 *
 * @throws UsageError for a hash that is none, or is not where it should be
 */
export async function fixedAccounts(
  { serve: { accounts = {} } = {}, trust }: { readonly serve?: ServeSettings | undefined; readonly trust?: boolean | undefined },
  environment: Environment,
): Promise<ReadonlyMap<string, Account>> {
  const known = new Map<string, Account>();
  const secret = secretReader({ trust }, environment);
  for (const [name, { role, password, databases = null }] of Object.entries(accounts)) {
    known.set(
      name,
      withStamp({
        name,
        role,
        passwordHash: hashFrom(await secret(password), `"serve.accounts.${name}.password"`),
        databases,
        isStored: false,
      }),
    );
  }
  const hash = environment[VARIABLE] ?? '';
  if (hash !== '')
    known.set(
      ADMIN,
      withStamp({ name: ADMIN, role: 'admin', passwordHash: hashFrom(await secret(hash), VARIABLE), databases: null, isStored: false }),
    );
  return known;
}

function storedAccount({ name, role, passwordHash }: StoredAccount): Account {
  return withStamp({ name, role: roleOf(role), passwordHash, databases: null, isStored: true });
}

/** A role as the store has it: what is none of ours may do least. */
export function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'viewer';
}

function withStamp(account: Omit<Account, 'stamp'>): Account {
  const { role, passwordHash, databases } = account;
  const stamp = createHash('sha256')
    .update(JSON.stringify([role, passwordHash, databases]))
    .digest('hex');
  return { ...account, stamp };
}

function hashFrom(hash: string, where: string): string {
  if (isPasswordHash(hash)) return hash;
  throw new UsageError('BAD_PASSWORD_HASH', `What ${where} holds is no hash of a password: make one with "peerquest-audit hash-password".`);
}
