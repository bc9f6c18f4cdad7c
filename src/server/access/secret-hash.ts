import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that nobody guesses. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret: it is long and random, so a plain hash cannot be turned back. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether two texts are the same, in a time that says nothing of where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}
