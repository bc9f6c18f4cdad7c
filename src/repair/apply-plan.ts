import type { WriteSession } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import { printable, type Change } from '../model/index.ts';
import { insertsOf, requireIds } from './new-ids.ts';
import type { Plan, PlanHeader } from './plan-file.ts';
import { entityPlan, hasChanges, type EntityPlan, type PlannedEntity } from './planned-change.ts';
import { repairRun, type RunRequest, type RunOutcome } from './repair-run.ts';
import { sameValue, shown } from './stored-value.ts';
import { schemaHash, tablesFor, type Tables } from './tables.ts';
import { targetOf, type Target } from './targets/index.ts';
import type { PlanContext, RepairScope } from './targets/target.ts';
import type { Prepared, SkippedEntity, Work } from './transaction.ts';

/** What applying a plan needs besides the plan. */
export interface ApplyRequest extends RunRequest {
  /** For a plan made earlier: fingerprints of findings that are acknowledged by now, by check. An entity whose plan would mend one is left alone. */
  readonly acknowledged?: RepairScope['leaveOut'];
}

/**
 * Makes the changes of a plan, batch by batch, and yields them as they are made. Each entity is planned anew under locks; one
 * whose plan is no longer the same is left alone (SPEC 4.4).
 *
 * @throws RefusedError before anything is touched: a plan for another database or another schema, a plan that is too large,
 *   another repair that is running
 */
export async function* applyPlan(plan: Plan, request: ApplyRequest): AsyncGenerator<readonly Change[], RunOutcome> {
  const { header, summary } = plan;
  refuseTooMany(summary.changes, request.maxChanges);
  return yield* repairRun(
    {
      mode: 'fix',
      undoes: null,
      options: { plan: header.id, targets: header.targets, ...header.scope, user: header.user },
      batches: (size) => Math.ceil(summary.entities / size),
    },
    Object.keys(header.kinds),
    request,
    async (session) => {
      const targets = header.targets.map(targetOf);
      const tables = await tablesFor(session, targets);
      await requireSame(header, session, tables, targets);
      await requireIds(session, tables, insertsOf(summary.byKind));
      return {
        work: applying(targets, { scope: header.scope, tables }, request.acknowledged ?? {}),
        batches: batchesOf(plan, request.batchSize ?? session.capabilities.repairBatch),
      };
    },
  );
}

/**
 * @throws RefusedError when more rows would change than allowed
 */
export function refuseTooMany(changes: number, maxChanges: number): void {
  if (changes <= maxChanges) return;
  throw new RefusedError(
    'TOO_MANY_CHANGES',
    `The plan has ${changes} changes, more than the ${maxChanges} that are allowed: nothing was touched; look at it with --dry-run, then allow it with --max-changes ${changes}.`,
  );
}

async function requireSame(header: PlanHeader, session: WriteSession, tables: Tables, targets: readonly Target[]): Promise<void> {
  if ((await session.identity()) !== header.database.identity) {
    throw new RefusedError(
      'OTHER_DATABASE',
      `The plan was made for another database ("${header.database.name}", ${header.database.engine}), not for "${session.name}": make a plan for this one.`,
    );
  }
  if (schemaHash(tables, targets) !== header.schema) {
    throw new RefusedError(
      'OTHER_SCHEMA',
      `The tables of "${session.name}" have other columns than when the plan was made: make it again with "peerquest-audit plan".`,
    );
  }
}

function applying(targets: readonly Target[], asPlanned: PlanContext, acknowledged: RepairScope['leaveOut']): Work<PlannedEntity> {
  const asOfNow: PlanContext = { ...asPlanned, scope: leavingOut(asPlanned.scope, acknowledged) };
  const isNarrowed = Object.keys(acknowledged).length > 0;
  return {
    tables: asPlanned.tables,
    naturalKeys: Object.assign({}, ...targets.map(({ naturalKeys }) => naturalKeys)) as Target['naturalKeys'],
    describe: entityPlan,
    async prepare(session, batch): Promise<Prepared> {
      const target = targets.find(({ id }) => id === batch[0]?.target);
      if (target === undefined) throw new Error('A plan has an entity of no target of its own.');
      const ids = batch.map(({ id }) => id);
      const now = byId(await target.plan(session, ids, asOfNow, true));
      const ready: EntityPlan[] = [];
      const others: PlannedEntity[] = [];
      for (const planned of batch) {
        const current = now.get(planned.id);
        // What is written is the plan made now, which is the same: the old one need not even be read.
        if (current !== undefined && hasChanges(planned, current)) ready.push(current);
        else others.push(planned);
      }
      const otherIds = others.map(({ id }) => id);
      const regardless = isNarrowed && others.length > 0 ? byId(await target.plan(session, otherIds, asPlanned, true)) : now;
      return { ready, skipped: others.map((planned) => skip(planned, now.get(planned.id), regardless.get(planned.id))) };
    },
  };
}

function byId(entities: readonly EntityPlan[]): ReadonlyMap<EntityPlan['id'], EntityPlan> {
  return new Map(entities.map((entity) => [entity.id, entity]));
}

/** The same, and what is acknowledged besides left out. */
function leavingOut(scope: RepairScope, acknowledged: RepairScope['leaveOut']): RepairScope {
  const more = Object.entries(acknowledged).map(([check, fingerprints]) => [check, [...(scope.leaveOut[check] ?? []), ...fingerprints]]);
  return { ...scope, leaveOut: { ...scope.leaveOut, ...(Object.fromEntries(more) as RepairScope['leaveOut']) } };
}

/**
 * Why an entity is left alone.
 *
 * @param current its plan now
 * @param regardless its plan now, whatever has been acknowledged since it was planned
 */
function skip(planned: PlannedEntity, current: EntityPlan | undefined, regardless: EntityPlan | undefined): SkippedEntity {
  const entity = entityPlan(planned);
  if (regardless !== undefined && hasChanges(planned, regardless)) {
    return { entity, reason: 'a finding of it was acknowledged since the plan: plan again for the rest', isConflict: true };
  }
  const [reason] = current?.leftOut ?? [];
  if (reason !== undefined && current?.changes.length === 0) return { entity, reason, isConflict: true };
  if (current === undefined) return { entity, reason: 'already in order: there is nothing left to do', isConflict: false };
  return { entity, reason: `changed since the plan: ${differenceOf(entity, current)}`, isConflict: true };
}

/** What is different: columns that have other values than the plan knew, or else all that would be done now. */
function differenceOf(planned: EntityPlan, current: EntityPlan): string {
  const differences = planned.changes.flatMap((change, index) => {
    const now = current.changes[index];
    if (now?.table !== change.table || now.operation !== change.operation) return [];
    return Object.entries(change.before ?? {}).flatMap(([column, value]) => {
      const other = now.before?.[column];
      return other === undefined || sameValue(value, other)
        ? []
        : [`${change.table}.${column} was ${JSON.stringify(shown(value, 'other'))} and is ${JSON.stringify(shown(other, 'other'))}`];
    });
  });
  if (differences.length > 0 && planned.changes.length === current.changes.length) return printable(differences.join('; '));
  return `it would now be to ${current.words.flat().join('; ')}`;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an undo reads its batches from the store; the interface is shared
async function* batchesOf(plan: Plan, size: number): AsyncGenerator<readonly PlannedEntity[]> {
  let batch: PlannedEntity[] = [];
  for (const entity of plan.planned()) {
    // A batch is planned anew by one target.
    if (batch.length === size || (batch.length > 0 && batch[0]?.target !== entity.target)) {
      yield batch;
      batch = [];
    }
    batch.push(entity);
  }
  if (batch.length > 0) yield batch;
}
