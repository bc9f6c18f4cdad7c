import { afterAll, beforeAll } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import { createDatabase, describeEngines, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { openedStore } from './fixtures.ts';

/** A store, and the database that it is kept in. */
export interface OpenedStore {
  readonly store: Store;
  readonly database: TestDatabase;
}

/** A store in a database of its own. */
export async function newStore(engine: TestDatabase['engine']): Promise<OpenedStore> {
  const database = await createDatabase(engine, { empty: true });
  return { database, store: await openedStore(database.url) };
}

/** Describes what holds for a store on every engine that can keep one. */
export function describeStores(what: string, tests: (store: () => Store, database: () => TestDatabase) => void): void {
  describeEngines(what, { empty: true, engines: THREE_ENGINES }, (database) => {
    let store: Store | null = null;
    beforeAll(async () => {
      store = await openedStore(database().url);
    });
    afterAll(async () => {
      await store?.close();
    });
    tests(() => {
      if (store === null) throw new Error('There is no store yet.');
      return store;
    }, database);
  });
}
