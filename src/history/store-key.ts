import { createSecretKey, type KeyObject } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { DatabaseAddress } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../model/index.ts';
import { KeyTrouble, makeKeyFile, readKeyFile } from './key-file.ts';
import { lasts } from './lasting.ts';

/** The variable that holds the key of a store that several accounts or machines share. */
export const KEY_VARIABLE = 'PEERQUEST_AUDIT_STORE_KEY';

/** Shorter ones could be guessed. */
const SHORTEST = 32;

type Environment = Readonly<Record<string, string | undefined>>;

/** What signs the journal, or why nothing does. */
export interface StoreKey {
  /** A secret: as an object, which nothing prints by accident. Null where there is none. */
  readonly secret: KeyObject | null;
  /** Why there is none, or why it will not be there for an undo; a clause that follows "because". Null where all is well. */
  readonly trouble: string | null;
}

/**
 * The key of the operator: the variable's, else the file's in the operator's own configuration folder. It is never taken from `.env`:
 * who prepares a store in a folder could prepare that file as well.
 *
 * @throws UsageError when the variable holds too little
 */
export function findStoreKey(environment: Environment): StoreKey {
  return (
    fromVariable(environment) ?? fromFile(environment, readKeyFile) ?? { secret: null, trouble: 'this account has no key that could tell' }
  );
}

/**
 * The same for a run that writes: the file is made where it is missing.
 *
 * @param audited the database that the key must outlive, as the journal must; null where that is not asked
 */
export function makeStoreKey(environment: Environment, audited: DatabaseAddress | null): StoreKey {
  const named = fromVariable(environment);
  if (named !== null) return named;
  const key = fromFile(environment, makeKeyFile) ?? { secret: null, trouble: 'there is no folder to keep a key in' };
  const file = keyFile(environment);
  if (key.trouble !== null || file === null || audited === null || lasts(file, audited, environment)) return key;
  return { ...key, trouble: `the key in ${printable(file)} is lost with this container’s disk` };
}

function fromVariable(environment: Environment): StoreKey | null {
  const text = environment[KEY_VARIABLE] ?? '';
  if (text === '') return null;
  if (text.length < SHORTEST) {
    throw new UsageError(
      'BAD_STORE_KEY',
      `The variable ${KEY_VARIABLE} has ${text.length} characters, and a key needs at least ${SHORTEST}: make one with "openssl rand -hex 32".`,
    );
  }
  return { secret: createSecretKey(Buffer.from(text)), trouble: null };
}

function fromFile(environment: Environment, take: (file: string) => Buffer | null): StoreKey | null {
  const file = keyFile(environment);
  if (file === null) return null;
  try {
    const bytes = take(file);
    return bytes === null ? null : { secret: createSecretKey(bytes), trouble: null };
  } catch (error) {
    if (error instanceof KeyTrouble) return { secret: null, trouble: printable(error.message) };
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return { secret: null, trouble: `its key cannot be kept or read in ${printable(file)} (${code})` };
  }
}

/** Where the key is kept; null where the operator has no folder for it. */
function keyFile(environment: Environment): string | null {
  const xdg = environment['XDG_CONFIG_HOME'] ?? '';
  const appData = process.platform === 'win32' ? (environment['APPDATA'] ?? '') : '';
  // A relative path would be one in the current folder, which is anybody's.
  const folder = [xdg, appData].find(isAbsolute) ?? homeConfig();
  return folder === null ? null : join(folder, 'peerquest-audit', 'store-key');
}

function homeConfig(): string | null {
  try {
    const home = homedir();
    return isAbsolute(home) ? join(home, '.config') : null;
  } catch {
    // An account without an entry in the list of accounts, as in some containers.
    return null;
  }
}
