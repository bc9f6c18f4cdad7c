import { createHash } from 'node:crypto';
import { newSecret } from '../secret-hash.ts';

/** How long somebody may take at the provider. */
export const ATTEMPT_SECONDS = 600;

/** One try to sign in at the provider. All of it is in the browser's cookie: any instance can end what another one has begun. */
export interface Attempt {
  readonly secret: string;
  readonly begunAt: number;
  /** The own path to go to afterwards. */
  readonly next: string;
}

/** What ties the provider's answer to the attempt. Each is made of its secret, and none tells it. */
export interface Ties {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** A new attempt. */
export function newAttempt(next: string, now: Date): Attempt {
  return { secret: newSecret(), begunAt: now.getTime(), next };
}

/** What goes to the provider for it. */
export function tiesOf({ secret }: Attempt): Ties {
  const tie = (use: string): string => createHash('sha256').update(`${use} ${secret}`).digest('base64url');
  return { state: tie('state'), nonce: tie('nonce'), verifier: tie('verifier') };
}

/** It as the value of its cookie. */
export function attemptText({ secret, begunAt, next }: Attempt): string {
  return [secret, begunAt, Buffer.from(next).toString('base64url')].join('.');
}

/** The attempt of a cookie; null for what is none, or has taken too long. */
export function attemptOf(text: string | null, now: Date): Attempt | null {
  const [, secret, begun, next] = /^([\w-]{43})\.(\d{1,15})\.([\w-]*)$/.exec(text ?? '') ?? [];
  if (secret === undefined || next === undefined) return null;
  const begunAt = Number(begun);
  const age = now.getTime() - begunAt;
  if (age < 0 || age > ATTEMPT_SECONDS * 1000) return null;
  return { secret, begunAt, next: ownPath(Buffer.from(next, 'base64url').toString()) };
}

/** A path of this service; what leads elsewhere, or could be taken to, is the front page. */
export function ownPath(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?![/\\])[\w\-./~?=&%,:@+]{0,500}$/.test(wanted) && !wanted.includes('//') ? wanted : '/';
}
