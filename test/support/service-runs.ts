import { hostname } from 'node:os';
import type { AuditOptions } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import type { AuditEvent, RunResult } from '../../src/model/index.ts';
import { repairDatabase, undoDatabase, type RepairOptions, type UndoOptions, type WritingOptions } from '../../src/service/index.ts';

/** An audit with these checks that lists all that it finds. */
export function auditOptions(...only: readonly string[]): AuditOptions {
  return { only, skip: ['files'], user: null, includeDropped: false, list: true, limit: null };
}

/** How tests write through the service: without limits, asked nothing, with a journal in this SQLite file. */
export function writingOptions(store: string): Omit<WritingOptions, 'dryRun'> {
  return {
    maxChanges: Infinity,
    throttle: 0,
    allowances: { singleWriter: false, promoted: false },
    operator: { name: `tester@${hostname()}`, host: hostname(), pid: process.pid },
    async openStore() {
      const opened = await openStore({ engine: 'sqlite', file: store }, 'create');
      if (opened === null) throw new Error('No store was made.');
      return opened;
    },
    confirm: () => Promise.resolve(true),
    interrupted: () => false,
    onWriting: () => undefined,
  };
}

/** A repair of everything that needs no decision, or of what else is wished. */
export function repairEvents(url: string, store: string, wish: Partial<RepairOptions> = {}): AsyncIterable<AuditEvent> {
  return repairDatabase(parseDatabaseUrl(url), {
    ...writingOptions(store),
    dryRun: false,
    audit: auditOptions('all'),
    certainOnly: false,
    savedPlan: null,
    planFile: null,
    duplicates: null,
    balances: true,
    ...wish,
  });
}

/** An undo of the last repair. */
export function undoEvents(url: string, store: string, wish: Partial<UndoOptions> = {}): AsyncIterable<AuditEvent> {
  return undoDatabase(parseDatabaseUrl(url), {
    ...writingOptions(store),
    dryRun: false,
    audit: auditOptions('all'),
    run: 'last',
    scope: { includeUnknown: false },
    ...wish,
  });
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
