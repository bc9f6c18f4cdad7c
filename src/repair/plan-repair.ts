import { randomUUID } from 'node:crypto';
import { mapBounded } from '../bounded.ts';
import { systemClock, type Clock } from '../clock.ts';
import { chunks, type DatabaseRow, type DatabaseValue, type ReadSession } from '../database/index.ts';
import { bytesText, DEFAULT_LEVELS, isWholeNumber, printed, rowId, type RowId, type UserReference } from '../model/index.ts';
import { toolVersion } from '../tool-version.ts';
import { insertsOf, requireIds } from './new-ids.ts';
import type { EntityPlan } from './planned-change.ts';
import { planHeader, PlanWriter, type Plan, type PlanHeader } from './plan-file.ts';
import { kindsOf, toStored } from './stored-value.ts';
import { hazardsOf, schemaHash, tablesFor } from './tables.ts';
import { targetOf } from './targets/index.ts';
import type { DuplicateDecision, PlanContext, RepairScope, Target } from './targets/target.ts';

/** Chunks that are planned side by side: a server reads for one while this program works on another. */
const AT_ONCE = 3;

/** What to plan. */
export interface PlanRequest {
  /** In the order in which they are repaired. */
  readonly targets: readonly Target['id'][];
  /** Ids of the checks whose findings are to be mended. */
  readonly checks: readonly string[];
  /** The one person to repair, with the id as the database stores it; null for everybody. */
  readonly user: (UserReference & { readonly storedId: DatabaseValue }) | null;
  readonly certainOnly: boolean;
  readonly duplicates: DuplicateDecision | null;
  /** Fingerprints of findings that are acknowledged, by check: they are left as they are. */
  readonly leaveOut?: RepairScope['leaveOut'];
  /** How a level follows from XP; PeerQuest's rule unless given. */
  readonly levels?: RepairScope['levels'];
  /** The choice of checks that the audit around the repair runs: a saved plan keeps it. */
  readonly audited: PlanHeader['audited'];
  /** A row that a check of the targets has found: only the entity that it names is planned. All that may be in trouble, unless given. */
  readonly row?: DatabaseRow;
  readonly clock?: Clock;
}

/**
 * Plans a repair in a read snapshot, which cannot write. The plan is kept outside memory.
 *
 * @throws RefusedError when the schema does not allow a safe repair
 */
export async function planRepair(session: ReadSession, request: PlanRequest): Promise<Plan & { save(file: string): void }> {
  const targets = request.targets.map(targetOf);
  const tables = await tablesFor(session, targets);
  const scope: RepairScope = {
    checks: request.checks,
    userId: request.user === null ? null : toStored(request.user.storedId, 'uuid'),
    certainOnly: request.certainOnly,
    duplicates: request.duplicates,
    leaveOut: request.leaveOut ?? {},
    levels: request.levels ?? DEFAULT_LEVELS,
  };
  const context: PlanContext = { scope, tables };
  const writer = new PlanWriter(
    planHeader({
      id: randomUUID(),
      createdAt: (request.clock ?? systemClock)().toISOString(),
      toolVersion,
      database: { engine: session.engine, name: session.name, identity: await session.identity() },
      schema: schemaHash(tables, targets),
      targets: request.targets,
      scope,
      audited: request.audited,
      user: request.user === null ? null : { id: request.user.id, username: request.user.username },
      hazards: hazardsOf(tables, targets),
      kinds: kindsOf(tables.values()),
    }),
  );
  for (const target of targets) {
    const { ids, leftOut } = await candidatesOf(session, target, context, request.row);
    for (const entity of leftOut) writer.add(target.id, entity);
    const plans = mapBounded(chunks(ids, session.capabilities.repairChunk), AT_ONCE, (chunk) =>
      target.plan(session, chunk, context, false),
    );
    for await (const entities of plans) for (const entity of entities) writer.add(target.id, entity);
  }
  const plan = writer.finish();
  try {
    await requireIds(session, tables, insertsOf(plan.summary.byKind));
    return plan;
  } catch (error) {
    plan.drop();
    throw error;
  }
}

/** Entities to plan, and others that have no id by which their rows could be looked up. */
interface Candidates {
  readonly ids: readonly RowId[];
  readonly leftOut: readonly EntityPlan[];
}

/** Ids are small: even a million of them are a few megabytes. */
async function candidatesOf(session: ReadSession, target: Target, context: PlanContext, row?: DatabaseRow): Promise<Candidates> {
  const ids: RowId[] = [];
  const leftOut: EntityPlan[] = [];
  const take = (id: DatabaseValue): void => {
    const known = idOf(id, target.keyKind);
    if (known !== null) ids.push(known);
    else leftOut.push(withoutId(id, target));
  };
  if (row !== undefined) {
    take(row[target.namedBy] ?? null);
  } else if (target.checks.some((check) => context.scope.checks.includes(check))) {
    for await (const rows of session.stream(target.candidates(session, context))) for (const { id = null } of rows) take(id);
  }
  return { ids, leftOut };
}

/** An id of the kind that a target's entities have; null for any other, as SQLite may hold it. */
function idOf(value: DatabaseValue, kind: Target['keyKind']): RowId | null {
  if (kind === 'text') return typeof value === 'string' ? value : null;
  const id = value === null || value instanceof Uint8Array ? null : rowId(value);
  return id !== null && isWholeNumber(id) ? id : null;
}

function withoutId(value: DatabaseValue, { id, keyKind }: Target): EntityPlan {
  const words = value instanceof Uint8Array ? bytesText(value) : String(value);
  const reason = keyKind === 'text' ? 'its id is no text' : 'its id is no whole number';
  return { id: words, changes: [], words: [], doubtful: 0, leftOut: [printed`${id} ${words}: ${reason}`] };
}
