import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Role } from '../../config/index.ts';
import type { Store, StoredToken } from '../../history/index.ts';
import type { Caller } from '../caller.ts';
import { roleOf } from './account-book.ts';
import { isSameSecret, newSecret, secretHash } from './secret-hash.ts';

/** How a token begins, so that people and scanners of secrets know one when they see it. */
export const TOKEN_MARK = 'pqa_';
const FORM = /^pqa_[\w-]{43}$/;
const DAY = 86_400_000;

/** A token to be made. */
export interface TokenWish {
  readonly name: string;
  readonly role: Role;
  readonly databases: readonly string[] | null;
  readonly days: number;
}

/** Makes a token; the text of it is told once, and never again. */
export async function makeToken(
  store: Store,
  { name, role, databases, days }: TokenWish,
  createdBy: string,
  clock: Clock,
): Promise<{ readonly token: string; readonly kept: StoredToken }> {
  const token = `${TOKEN_MARK}${newSecret()}`;
  const now = clock();
  const kept: StoredToken = {
    ...{ id: randomUUID(), hash: secretHash(token), name, role, databases, createdBy },
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + days * DAY).toISOString(),
    revokedAt: null,
  };
  await store.tokens.add(kept);
  return { token, kept };
}

/** What a token may, as long as it holds; null for one that has ended, or never was. */
export async function callerOfToken(store: Store, token: string, clock: Clock): Promise<Caller | null> {
  if (!FORM.test(token)) return null;
  const hash = secretHash(token);
  const found = await store.tokens.find(hash);
  return found !== null && isSameSecret(found.hash, hash) ? callerOfKept(found, clock) : null;
}

/** The same by its hash: for streams, which ask again and again. */
export async function callerByTokenHash(store: Store, hash: string, clock: Clock): Promise<Caller | null> {
  const found = await store.tokens.find(hash);
  return found === null ? null : callerOfKept(found, clock);
}

function callerOfKept({ hash, name, role, databases, expiresAt, revokedAt }: StoredToken, clock: Clock): Caller | null {
  if (revokedAt !== null || expiresAt <= clock().toISOString()) return null;
  return { name: `token:${name}`, role: roleOf(role), by: 'token', key: hash, databases };
}

/** A token as it is told: without its hash. */
export function tokenMembers({ id, name, role, databases, createdBy, createdAt, expiresAt, revokedAt }: StoredToken): object {
  return { id, name, role, databases, createdBy, createdAt, expiresAt, revokedAt };
}
