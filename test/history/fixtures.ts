import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore, type NewRun, type NewTransaction, type Store } from '../../src/history/index.ts';

/** A UUID that tells its number. */
export const runId = (number: number): string => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** A run as a repair begins it; runs with higher numbers are newer. */
export function newRun(number: number, changes: Partial<NewRun> = {}): NewRun {
  return {
    id: runId(number),
    mode: 'fix',
    startedAt: new Date(Date.UTC(2025, 0, 1) + number * 1000).toISOString(),
    toolVersion: '0.1.0',
    operator: 'ann@host',
    processId: 4242,
    database: { identity: 'identity', engine: 'mariadb', name: 'peerquest' },
    undoes: null,
    options: { only: null, title: 'Ünï 🎉' },
    ...changes,
  };
}

/** A transaction as a repair intends it. */
export function newTransaction(run: number, number: number, changes: Partial<NewTransaction> = {}): NewTransaction {
  return {
    runId: runId(run),
    number,
    transactionId: null,
    entities: 1,
    changes: 2,
    intendedAt: new Date(Date.UTC(2025, 0, 2) + run * 1000 + number).toISOString(),
    payload: `{"number":${number}}`,
    ...changes,
  };
}

/** Opens a store that must be there, or is made. */
export async function openedStore(url: string): Promise<Store> {
  const store = await openStore(parseDatabaseUrl(url), 'create');
  if (store === null) throw new Error('There is no store.');
  return store;
}

/** The sentence of the error that a promise ends in. */
export async function sentenceFrom(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => String(error),
  );
}
