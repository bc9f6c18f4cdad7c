import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem.ts';

/** What a guess costs: 32 MiB and a tenth of a second, as OWASP has it for scrypt. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const LENGTH = 32;
/** A hash of another cost is taken up to this: what a file says must not hold the service up. */
const HIGHEST = { N: 2 ** 17, r: 16, p: 8 } as const;
/** Bytes of a password. */
export const LONGEST_PASSWORD = 1024;
/** Hashes are made so many at a time; so many wait, and whoever comes then is told to come later. */
const AT_ONCE = 2;
const WAITING = 16;

const FORM = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{16,86})\$([A-Za-z0-9_-]{22,86})$/;

interface Hash {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** The hash of a password, with all that it takes to compare with it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derived(password, { ...COST, salt, key: Buffer.alloc(LENGTH) });
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether a text is a hash that can be compared with. */
export function isPasswordHash(text: string): boolean {
  return parsed(text) !== null;
}

/**
 * Whether a password has a hash. Where there is none to compare with, as for an unknown account, it takes as long.
 *
 * @param hash null where there is none
 */
export async function hasHash(password: string, hash: string | null): Promise<boolean> {
  const wanted = hash === null ? null : parsed(hash);
  const against = wanted ?? { ...COST, salt: Buffer.alloc(16), key: Buffer.alloc(LENGTH) };
  const isSame = timingSafeEqual(await derived(password, against), against.key);
  return isSame && wanted !== null;
}

function parsed(text: string): Hash | null {
  const [, cost, block, lanes, salt, key] = FORM.exec(text) ?? [];
  if (salt === undefined || key === undefined) return null;
  const [N, r, p] = [Number(cost), Number(block), Number(lanes)];
  const isPower = N > 1 && (N & (N - 1)) === 0;
  if (!isPower || N > HIGHEST.N || r < 1 || r > HIGHEST.r || p < 1 || p > HIGHEST.p) return null;
  return { N, r, p, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

let running = 0;
const waiting: (() => void)[] = [];

async function derived(password: string, { N, r, p, salt, key }: Hash): Promise<Buffer> {
  if (Buffer.byteLength(password) > LONGEST_PASSWORD) throw new Problem(400, `A password has at most ${LONGEST_PASSWORD} bytes.`);
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING)
      throw new Problem(429, 'Too many sign in at the same time: try again.', { headers: { 'retry-after': '2' } });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password, salt, key.length, { N, r, p, maxmem: 256 * N * r }, (error, made) =>
        error === null ? resolve(made) : reject(error),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
