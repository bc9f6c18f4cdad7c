import type { Store } from '../history/index.ts';

/** The store, open for as long as the service runs. */
export type StoreSource = () => Promise<Store>;
