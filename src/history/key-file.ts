import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, readSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { openRegular, UnreadableFile } from '../regular-file.ts';
import { makeFile } from '../replace-file.ts';
import { writeAll } from '../spool.ts';

/** Bytes of a key, and how its file has them. */
const BYTES = 32;
const FORM = /^[0-9a-f]{64}\n$/;

/** Another process may be about to write the key that it has just made the file for. */
const PATIENCE_MS = 1000;
const PAUSE_MS = 20;

/** Why a key's file is not used, as a clause that follows "because". */
export class KeyTrouble extends Error {}

/**
 * The key that a file holds.
 *
 * @returns null where there is no such file
 * @throws KeyTrouble when others could have written or read it, or it holds no key; errors of the system as they are
 */
export function readKeyFile(file: string): Buffer | null {
  const folder = statOf(dirname(file));
  if (folder === null) return null;
  requireOwn(folder, `its folder ${dirname(file)}`, 0o022);
  if (!folder.isDirectory()) throw new KeyTrouble(`${dirname(file)} is no folder of its own`);
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const text = readOwn(file);
    if (text === null) return null;
    if (FORM.test(text)) return Buffer.from(text.trim(), 'hex');
    if (text.length >= 2 * BYTES || performance.now() > end) {
      throw new KeyTrouble(`${file} holds no key of this tool: restore it, or delete it and let a new one be made`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/**
 * Makes a key and its file, which only this account can read; the one that another process makes at the same time wins.
 *
 * @throws KeyTrouble as {@link readKeyFile} does; errors of the system where nothing can be kept there
 */
export function makeKeyFile(file: string): Buffer {
  makeFolder(dirname(file), 0o700);
  const there = readKeyFile(file);
  if (there !== null) return there;
  const key = randomBytes(BYTES);
  let descriptor: number;
  try {
    descriptor = makeFile(file, { mode: 0o600, owner: null });
  } catch (error) {
    const winner = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKeyFile(file) : null;
    if (winner === null) throw error;
    return winner;
  }
  try {
    writeAll(descriptor, Buffer.from(`${key.toString('hex')}\n`));
    // What it has signed must not be worthless after a power cut.
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return key;
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** The beginning of a file that is this account's alone: a key is short. */
function readOwn(file: string): string | null {
  let descriptor: number;
  try {
    ({ descriptor } = openRegular(file, {
      links: 'refused',
      judge: (stat) => {
        if (stat.nlink > 1) throw new KeyTrouble(`${file} is no file of its own`);
        requireOwn(stat, file, 0o077);
      },
    }));
  } catch (error) {
    if (error instanceof UnreadableFile) throw new KeyTrouble(`${file} is no file of its own`);
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'ELOOP' || code === 'EMLINK') throw new KeyTrouble(`${file} is a symbolic link`);
    throw error;
  }
  try {
    const bytes = Buffer.alloc(4 * BYTES);
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Windows has no owners and modes: there a profile's folder is its user's alone.
 *
 * @param forbidden modes that would let others in
 */
function requireOwn({ uid, mode }: Stats, what: string, forbidden: number): void {
  const me = process.getuid?.();
  if (me === undefined) return;
  if (uid !== me) throw new KeyTrouble(`${what} belongs to another account (number ${uid})`);
  if ((mode & forbidden) !== 0) {
    throw new KeyTrouble(
      `others can get at ${what} (mode ${(mode & 0o777).toString(8)}): take that from them with chmod go-rwx, or make a new key by deleting it`,
    );
  }
}
