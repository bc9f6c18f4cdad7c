import { hostname } from 'node:os';
import { keyOf, peerquestTables } from '../../src/demo/schema.ts';
import { connect, NO_ALLOWANCES, parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore, type Store } from '../../src/history/index.ts';
import type { Change } from '../../src/model/index.ts';
import {
  applyPlan,
  planRepair,
  previewUndo,
  undoRun,
  type Plan,
  type PlanRequest,
  type RunRequest,
  type RunOutcome,
} from '../../src/repair/index.ts';
import { temporaryFolder } from './cli.ts';

/** Tables with what orders their rows. */
const TABLES: readonly (readonly [string, string])[] = peerquestTables.map(({ name }) => [name, keyOf(name)]);

/** Everything that a run yielded, and how it ended. */
export interface Ran {
  readonly changes: readonly Change[];
  readonly outcome: RunOutcome;
}

/** A store of its own in a temporary folder. */
export async function temporaryStore(): Promise<{ readonly store: Store; readonly file: string; remove(): Promise<void> }> {
  const folder = temporaryFolder();
  const file = folder.file('store.sqlite3');
  const store = await openStore({ engine: 'sqlite', file }, 'create');
  if (store === null) throw new Error('No store was made.');
  return {
    store,
    file,
    async remove() {
      await store.close();
      folder.remove();
    },
  };
}

/** The checks whose findings the target of quests mends. */
export const QUEST_CHECKS: readonly string[] = ['approved-without-participant', 'quest-status', 'quest-assignment'];

/** Plans a repair of everything, or of what is asked for. */
export async function makePlan(
  url: string,
  request: Partial<PlanRequest> = {},
): Promise<ReturnType<typeof planRepair> extends Promise<infer P> ? P : never> {
  const session = await connect(parseDatabaseUrl(url), ['users_user']);
  try {
    return await planRepair(session, {
      targets: ['quest'],
      checks: QUEST_CHECKS,
      user: null,
      certainOnly: false,
      duplicates: null,
      audited: { only: null, skip: [] },
      ...request,
    });
  } finally {
    await session.close();
  }
}

/** How tests repair, unless they say otherwise. */
export function requestFor(url: string, store: Store, request: Partial<RunRequest> = {}): RunRequest {
  return {
    target: { address: parseDatabaseUrl(url), allowances: NO_ALLOWANCES },
    store,
    operator: { name: `tester@${hostname()}`, host: hostname(), pid: process.pid },
    maxChanges: Infinity,
    throttle: 0,
    interrupted: () => false,
    ...request,
  };
}

/** Applies a plan and keeps what it yields. */
export function apply(plan: Plan, request: RunRequest): Promise<Ran> {
  return collectRun(applyPlan(plan, request));
}

/** Undoes a run and keeps what it yields. */
export async function undo(runName: string, request: RunRequest, includeUnknown = false): Promise<Ran> {
  return collectRun(undoRun(await request.store.runs.find(runName), { includeUnknown, records: null }, request));
}

/** What an undo would do now, read in a session that cannot write. */
export async function previewOfUndo(
  runName: string,
  { target: { address }, store }: RunRequest,
): Promise<{
  readonly changes: readonly Change[];
  readonly outcome: Pick<RunOutcome, 'conflicts' | 'alreadyDone'> & { readonly ready: RunOutcome['applied'] };
}> {
  const session = await connect(address, ['users_user']);
  try {
    const preview = previewUndo(await store.runs.find(runName), { includeUnknown: false, records: null }, session, store);
    const changes: Change[] = [];
    for (;;) {
      const next = await preview.next();
      if (next.done === true) {
        const { ready, conflicts, alreadyDone } = next.value;
        return { changes, outcome: { ready, conflicts, alreadyDone } };
      }
      changes.push(...next.value);
    }
  } finally {
    await session.close();
  }
}

async function collectRun(run: AsyncGenerator<readonly Change[], RunOutcome>): Promise<Ran> {
  const changes: Change[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) return { changes, outcome: next.value };
    changes.push(...next.value);
  }
}

/** All rows of all tables that a repair touches, or that refer to them, as the database prints them. */
export async function contents(
  query: (sql: string) => Promise<readonly Record<string, unknown>[]>,
  furtherTables: readonly string[] = [],
): Promise<string> {
  const rows: [string, unknown][] = [];
  const further = furtherTables.map((table) => [table, 'id'] as const);
  for (const [table, key] of [...TABLES, ...further]) rows.push([table, await query(`select * from ${table} order by ${key}`)]);
  return JSON.stringify(rows, null, 1);
}
