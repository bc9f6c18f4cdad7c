import type { Clock } from '../clock.ts';
import type { TableSchema, WriteSession } from '../database/index.ts';
import type { NewTransaction, Store } from '../history/index.ts';
import { readPayload, type JournaledChange } from './journal.ts';
import { imagesOf, type RowImages } from './row-images.ts';
import { rowName, sameValue, type StoredRow } from './stored-value.ts';

/** What became of a transaction whose commit nobody saw. */
export type Settlement = 'committed' | 'rolled-back' | 'unknown';

/** One transaction of an earlier run that was cut off, and what became of it. */
export interface Settled {
  readonly runId: string;
  readonly number: number;
  readonly changes: number;
  readonly state: Settlement;
}

/**
 * Settles every open intent of the journal on this database: a run was cut off between its journal and the outcome. The
 * caller holds the repair lock, so no transaction of another run can still be under way. Runs that never ended are closed
 * as failed, those that changed nothing are forgotten.
 */
export async function settleOpenIntents(session: WriteSession, store: Store, identity: string, clock: Clock): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const intent of await store.journal.openIntents(identity)) {
    // What no key vouches for may be the work of another program: its outcome must not be signed by what it says of rows. Where there is
    // no key, nothing is signed, and an undo asks a person.
    const isBelieved = intent.isSigned || !store.hasKey;
    const state = isBelieved ? await settle(session, store, intent) : await recorded(store, intent, 'unknown');
    settled.push({ runId: intent.runId, number: intent.number, changes: intent.changes, state });
  }
  for (const { id } of await store.runs.unfinished(identity)) {
    if (await store.runs.forget(id)) continue;
    await store.runs.finish(id, { state: 'failed', finishedAt: clock().toISOString(), summary: null });
  }
  return settled;
}

/** Finds out what became of one transaction and records it. */
export async function settle(session: WriteSession, store: Store, intent: NewTransaction): Promise<Settlement> {
  const told = intent.transactionId === null ? null : await session.outcomeOf(intent.transactionId);
  const state = told === 'rolled-back' ? told : outcomeOf(told, await evidenceByRows(session, intent, store.location));
  return recorded(store, intent, state);
}

async function recorded(store: Store, { runId, number }: NewTransaction, state: Settlement): Promise<Settlement> {
  await store.journal.settle(runId, number, state);
  return state;
}

/**
 * Where the server does not tell, the rows do: one that matches exactly one of its images settles its transaction (DESIGN,
 * "Repair"). A row that is there tells more than one that is not, which another program may have deleted since. The server's word for a
 * commit counts unless the rows contradict it: after a crash it may have given the number to another transaction.
 */
function outcomeOf(told: 'committed' | null, evidence: readonly Sighting[]): Settlement {
  const strong = verdict(evidence.filter(({ isStrong }) => isStrong));
  return strong ?? told ?? verdict(evidence) ?? 'unknown';
}

async function evidenceByRows(session: WriteSession, intent: NewTransaction, location: string): Promise<readonly Sighting[]> {
  const changes = readPayload(intent, location).flatMap((entity) => entity.changes);
  const schema = await session.schema([...new Set(changes.map(({ table }) => table))]);
  const tables: ReadonlyMap<string, TableSchema> = new Map(schema.map((table) => [table.name, table]));
  const images = await imagesOf(session, tables, changes, {
    columns: (change) => Object.keys({ ...change.before, ...change.after }),
    naturalKeys: {},
    lock: false,
  });
  return changes.map((change) => sightingOf(change, images));
}

interface Sighting {
  readonly isStrong: boolean;
  readonly outcome: 'committed' | 'rolled-back' | null;
}

/** What all agree on; null where they do not, or say nothing. */
function verdict(evidence: readonly Sighting[]): Settlement | null {
  const outcomes = new Set(evidence.flatMap(({ outcome }) => outcome ?? []));
  return outcomes.size === 1 ? ([...outcomes][0] ?? null) : null;
}

function sightingOf({ table, key, before, after, digest }: JournaledChange, images: RowImages): Sighting {
  const image = images.get(rowName(table, key));
  if (image === undefined) {
    return { isStrong: false, outcome: before === null ? 'rolled-back' : after === null ? 'committed' : null };
  }
  const isAfter = after !== null && (before === null ? image.digest === digest : matches(image.row, after));
  const isBefore = before !== null && matches(image.row, before);
  return { isStrong: true, outcome: isAfter === isBefore ? null : isAfter ? 'committed' : 'rolled-back' };
}

function matches(row: StoredRow, image: StoredRow): boolean {
  return Object.entries(image).every(([column, value]) => sameValue(row[column], value));
}
