import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import { createDatabase, type EngineName, type TestDatabase } from '../support/databases.ts';
import { openedStore } from './fixtures.ts';

const ENGINES = ['sqlite', 'postgresql', 'mariadb'] as const satisfies readonly EngineName[];

/** Describes what holds for a store on every engine that can keep one. */
export function describeStores(what: string, tests: (store: () => Store) => void): void {
  for (const engine of ENGINES) {
    const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
    describe.skipIf(!available)(`${what} on ${engine}`, () => {
      let database: TestDatabase;
      let store: Store | null = null;
      beforeAll(async () => {
        database = await createDatabase(engine, { empty: true });
        store = await openedStore(database.url);
      });
      afterAll(async () => {
        await store?.close();
        await database.drop();
      });
      tests(() => {
        if (store === null) throw new Error('There is no store yet.');
        return store;
      });
    });
  }
}
