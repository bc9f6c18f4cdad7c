import { hash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants, type BrotliOptions } from 'node:zlib';
import { Damage } from './damage.ts';
import { bytesOf } from './whole.ts';

/** Bytes that something packed may come to: a store may hold anything. */
const LONGEST_UNPACKED = 64 * 2 ** 20;

/** Quicker than zlib in its usual way, and in fewer bytes; the window is of the size that findings repeat each other in. */
export const QUICK: BrotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 } };

/** Plain data in few bytes. */
export function packed(data: unknown): Buffer {
  return brotliCompressSync(JSON.stringify(data), QUICK);
}

/**
 * What was packed.
 *
 * @param what for people: whose it is
 * @throws Damage when another program has written into it
 */
export function unpacked(bytes: Uint8Array | string, what: string): unknown {
  let text: string;
  try {
    text = brotliDecompressSync(bytesOf(bytes), { maxOutputLength: LONGEST_UNPACKED }).toString();
  } catch (error) {
    throw new Damage(`${what} cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Damage(`the JSON of ${what} is damaged`, { cause: error });
  }
}

/**
 * What was packed, a list.
 *
 * @param what for people: whose it is
 * @throws Damage when another program has written into it
 */
export function unpackedList(bytes: Uint8Array | string, what: string): readonly unknown[] {
  const read = unpacked(bytes, what);
  if (!Array.isArray(read)) throw new Damage(`${what} is no list`);
  return read;
}

/** The first 48 bits of a text's SHA-1, which every engine and JavaScript hold as a whole number. It tells apart, and protects nothing. */
export function hash48(text: string): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, 12), 16);
}

/** The same in 32 bits, which take less room: it tells apart what one finding says from what it said before. */
export function hash32(text: string): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, 8), 16) | 0;
}

/** Numbers of spans in few bytes: most follow each other. */
export function packedSpans(spans: readonly number[]): Buffer {
  return packed(spans.map((span, place) => span - (spans[place - 1] ?? 0)));
}

/** The numbers that were packed so. */
export function unpackedSpans(bytes: Uint8Array | string, what: string): readonly number[] {
  let last = 0;
  return (unpackedList(bytes, what) as readonly number[]).map((step) => (last += step));
}
