import { addressText, storeTrouble, type DatabaseAddress } from '../database/index.ts';
import { sentenceOf, StoreError } from '../errors.ts';
import { printable } from '../model/index.ts';
import { Damage } from './damage.ts';

/** What a store that cannot be used means for a repair. */
const NO_REPAIR = ', and without its journal there is no repair';

/** An error of the store, as a sentence that names the store; any other error is handed back as it is. */
export async function translated(error: unknown, address: DatabaseAddress): Promise<unknown> {
  if (error instanceof SyntaxError)
    return storeError(address, 'STORE_DAMAGED', 'the JSON in it is damaged; restore it from a backup', error);
  if (error instanceof Damage) {
    return storeError(address, 'STORE_DAMAGED', `${printable(error.message)}; restore it from a backup`, error);
  }
  const trouble = await storeTrouble(error, address);
  return trouble === null ? error : storeError(address, trouble.code, trouble.clause, error);
}

/**
 * The error for a store that cannot be used.
 *
 * @param clause what is wrong and what to do, without capital and full stop
 */
export function storeError(address: DatabaseAddress, code: string, clause: string, cause?: unknown): StoreError {
  return new StoreError(code, `The store of runs ${addressText(address)} cannot be used${NO_REPAIR}: ${clause}.`, { cause });
}

/** The sentence of an error where no repair is at stake. */
export function withoutRepair(error: unknown): string {
  return sentenceOf(error).replace(NO_REPAIR, '');
}

/** The same methods, whose errors are sentences that name a store. */
export type InWords = <Part extends object>(part: Part) => Part;

/** Makes sentences of the errors of whatever works on a store at this address. */
export function inWordsOf(address: DatabaseAddress): InWords {
  async function* each(rows: AsyncIterable<unknown>): AsyncGenerator {
    try {
      yield* rows;
    } catch (error) {
      throw await translated(error, address);
    }
  }
  const told = (result: unknown): unknown => {
    if (result instanceof Promise) {
      return result.catch(async (error: unknown) => {
        throw await translated(error, address);
      });
    }
    return isAsyncIterable(result) ? each(result) : result;
  };
  return <Part extends object>(part: Part) =>
    Object.fromEntries(
      Object.entries(part as Readonly<Record<string, Method>>).map(
        ([name, method]) => [name, (...wish: unknown[]) => told(method(...wish))] as const,
      ),
    ) as Part;
}

type Method = (...wish: unknown[]) => unknown;

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
