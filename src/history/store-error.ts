import { addressText, storeTrouble, type DatabaseAddress } from '../database/index.ts';
import { StoreError } from '../errors.ts';
import { printable } from '../model/index.ts';

/** A row of the store that another program has written into. */
export class MistypedRow extends Error {}

/** An error of the store, as a sentence that names the store; any other error is handed back as it is. */
export function translated(error: unknown, address: DatabaseAddress): unknown {
  if (error instanceof SyntaxError)
    return storeError(address, 'STORE_DAMAGED', 'the JSON in it is damaged; restore it from a backup', error);
  if (error instanceof MistypedRow) {
    return storeError(address, 'STORE_DAMAGED', `${printable(error.message)}; restore it from a backup`, error);
  }
  const trouble = storeTrouble(error, address);
  return trouble === null ? error : storeError(address, trouble.code, trouble.clause, error);
}

/**
 * The error for a store that cannot be used.
 *
 * @param clause what is wrong and what to do, without capital and full stop
 */
export function storeError(address: DatabaseAddress, code: string, clause: string, cause?: unknown): StoreError {
  return new StoreError(
    code,
    `The store of runs ${addressText(address)} cannot be used, and without its journal there is no repair: ${clause}.`,
    { cause },
  );
}
