import { randomUUID } from 'node:crypto';
import { chunks, type DatabaseValue, type ReadSession } from '../database/index.ts';
import { rowId, type RowId, type UserReference } from '../model/index.ts';
import { toolVersion } from '../tool-version.ts';
import type { EntityPlan } from './planned-change.ts';
import { planHeader, PlanWriter, type Plan, type PlanHeader } from './plan-file.ts';
import { kindsOf, toStored } from './stored-value.ts';
import { hazardsOf, schemaHash, tablesFor } from './tables.ts';
import { targetOf } from './targets/index.ts';
import type { PlanContext, RepairScope, Target } from './targets/target.ts';

/** What to plan. */
export interface PlanRequest {
  readonly target: Target['id'];
  /** Ids of the chosen checks. */
  readonly checks: readonly string[];
  /** The one person to repair, with the id as the database stores it; null for everybody. */
  readonly user: (UserReference & { readonly storedId: DatabaseValue }) | null;
  readonly certainOnly: boolean;
  readonly duplicates: RepairScope['duplicates'];
  /** The choice of checks that the audit around the repair runs: a saved plan keeps it. */
  readonly audited: PlanHeader['audited'];
}

/**
 * Plans a repair in a read snapshot, which cannot write. The plan is kept outside memory.
 *
 * @throws RefusedError when the schema does not allow a safe repair
 */
export async function planRepair(session: ReadSession, request: PlanRequest): Promise<Plan & { save(file: string): void }> {
  const target = targetOf(request.target);
  const tables = await tablesFor(session, target);
  const scope: RepairScope = {
    checks: request.checks,
    userId: request.user === null ? null : toStored(request.user.storedId, 'uuid'),
    certainOnly: request.certainOnly,
    duplicates: request.duplicates,
  };
  const context: PlanContext = { scope, tables };
  const writer = new PlanWriter(
    planHeader({
      id: randomUUID(),
      createdAt: new Date().toISOString(),
      toolVersion,
      database: { engine: session.engine, name: session.name, identity: await session.identity() },
      schema: schemaHash(tables, target),
      target: target.id,
      scope,
      audited: request.audited,
      user: request.user === null ? null : { id: request.user.id, username: request.user.username },
      hazards: hazardsOf(tables, target),
      kinds: kindsOf(tables.values()),
    }),
  );
  // While a server reads one chunk, the one before is written down.
  let ahead: Promise<readonly EntityPlan[]> = Promise.resolve([]);
  for (const chunk of chunks(await candidatesOf(session, target, context), session.capabilities.repairChunk)) {
    const entities = await ahead;
    ahead = target.plan(session, chunk, context);
    for (const entity of entities) writer.add(entity);
  }
  for (const entity of await ahead) writer.add(entity);
  return writer.finish();
}

/** Ids are small: even a million of them are a few megabytes. */
async function candidatesOf(session: ReadSession, target: Target, context: PlanContext): Promise<readonly RowId[]> {
  const ids: RowId[] = [];
  if (context.scope.checks.length === 0) return ids;
  for await (const rows of session.stream(target.candidates(session, context))) {
    for (const row of rows) ids.push(rowId(row['id']));
  }
  return ids;
}
