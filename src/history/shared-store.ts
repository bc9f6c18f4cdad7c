import { addressText, type DatabaseAddress } from '../database/index.ts';
import { RefusedError, StoreError } from '../errors.ts';
import { openStore } from './open.ts';
import { makeStoreKey, type StoreKey } from './store-key.ts';
import type { Store } from './store.ts';

/** The store of a command. It is opened when something first needs it, once for all who share it, and closed by the command. */
export interface SharedStore {
  /**
   * Where it is, or would be made; nothing is opened.
   *
   * @throws UsageError when its name is none, RefusedError when there must be none at its place
   */
  location(): Promise<DatabaseAddress>;
  /**
   * The store where there is one, to write to; nothing is made. A place that would be refused for it holds none that counts: it is refused
   * when it is needed.
   *
   * @throws UsageError when its name is none, StoreError when it cannot be used
   * @internal
   */
  ifThere(): Promise<Store | null>;
  /**
   * The store; made where there is none.
   *
   * @throws as the others do, and StoreError when it cannot be made, or not be written to
   * @internal
   */
  made(): Promise<Store>;
  /** Closes it where it was opened. */
  close(): Promise<void>;
}

/**
 * @param place where it is, or how to find that: asked once, when the store is first needed
 * @param key asked for when the journal is written or believed; the operator's, unless given
 */
export function sharedStore(
  place: DatabaseAddress | (() => Promise<DatabaseAddress>),
  key: () => StoreKey = () => makeStoreKey(process.env, null),
): SharedStore {
  let address: Promise<DatabaseAddress> | null = null;
  const location = (): Promise<DatabaseAddress> => (address ??= typeof place === 'function' ? place() : Promise.resolve(place));
  let store: Store | null = null;
  // One after the other: two that need it at the same time must not both open it.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const close = async (): Promise<void> => {
    const open = store;
    store = null;
    await open?.close();
  };
  return {
    location,
    ifThere: () =>
      inTurn(async () => {
        try {
          return (store ??= await openStore(await location(), 'write', key));
        } catch (error) {
          if (error instanceof RefusedError) return null;
          throw error;
        }
      }),
    made: () =>
      inTurn(async () => {
        // A file that can only be read may have become another one's; to make it says what is in the way.
        if (store?.writable === false) await close();
        const there = await location();
        store ??= await openStore(there, 'create', key);
        if (store !== null) return store;
        throw new StoreError('NO_STORE', `The store ${addressText(there)} cannot be made: name another with --store.`);
      }),
    close: () => inTurn(close),
  };
}
