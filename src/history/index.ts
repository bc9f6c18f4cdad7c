export { readAcknowledgements } from './acknowledgements.ts';
export type { StoredAcknowledgement } from './acknowledgements.ts';
export type { NewRun, NewTransaction, RunEnd, RunRecord, TransactionCount, TransactionRecord } from './records.ts';
export type { RunState, TransactionState } from './schema.ts';
export { DEFAULT_FOLDER, findStore } from './store-location.ts';
export type { FileSystem, StoreWish } from './store-location.ts';
export { openStore } from './store.ts';
export type { Store } from './store.ts';
