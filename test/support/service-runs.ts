import type { AuditRequest } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { sharedStore } from '../../src/history/index.ts';
import type { AuditEvent, RunResult } from '../../src/model/index.ts';
import {
  repairDatabase,
  undoDatabase,
  type RepairPorts,
  type RepairRequest,
  type UndoPorts,
  type UndoRequest,
  type WritingPorts,
} from '../../src/service/index.ts';

/** An audit with these checks. */
export function auditRequest(...only: readonly string[]): AuditRequest {
  return { only, skip: ['files'] };
}

/** How tests write through the service: asked nothing, with a journal in this SQLite file. */
async function* withStore(file: string, events: (ports: WritingPorts) => AsyncIterable<AuditEvent>): AsyncGenerator<AuditEvent> {
  const store = sharedStore({ engine: 'sqlite', file });
  try {
    yield* events({ store });
  } finally {
    await store.close();
  }
}

/** A repair of everything that needs no decision, or of what else is wished, without a limit. */
export function repairEvents(
  url: string,
  store: string,
  wish: RepairRequest = {},
  ports: Partial<RepairPorts> = {},
): AsyncIterable<AuditEvent> {
  const request = { audit: auditRequest('all'), balances: true, maxChanges: Infinity, ...wish };
  return withStore(store, (own) => repairDatabase(parseDatabaseUrl(url), request, { ...own, ...ports }));
}

/** An undo of the last repair. */
export function undoEvents(url: string, store: string, wish: UndoRequest = {}, ports: Partial<UndoPorts> = {}): AsyncIterable<AuditEvent> {
  const request = { audit: auditRequest('all'), maxChanges: Infinity, ...wish };
  return withStore(store, (own) => undoDatabase(parseDatabaseUrl(url), request, { ...own, ...ports }));
}

/** Runs to the end, with something happening at the first event of a kind. */
export async function resultOf(
  events: AsyncIterable<AuditEvent>,
  at: AuditEvent['type'] | null = null,
  happens: () => unknown = () => undefined,
): Promise<RunResult> {
  let result: RunResult | null = null;
  let waiting = true;
  for await (const event of events) {
    if (waiting && event.type === at) {
      waiting = false;
      await happens();
    }
    if (event.type === 'run-finished') result = event.result;
  }
  if (result === null) throw new Error('The run did not finish.');
  return result;
}
