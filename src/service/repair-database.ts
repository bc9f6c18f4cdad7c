import {
  finishedSince,
  narrowTo,
  openAudit,
  redacted,
  runChecks,
  type AuditAnswer,
  type AuditPorts,
  type AuditRequest,
  type OpenAudit,
} from '../audit/index.ts';
import { holdDatabase, primaryOf, refuseBackup, type DatabaseAddress } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import type { Store } from '../history/index.ts';
import {
  COUNTS,
  DEFAULT_LEVELS,
  DEFAULT_MAX_CHANGES,
  greatestWish,
  issueCount,
  KEYS,
  type AuditEvent,
  type CheckId,
  type PlanFacts,
  type RepairSummary,
  type RunResult,
  type Verification,
} from '../model/index.ts';
import {
  applyPlan,
  endOf,
  planRepair,
  refuseTooMany,
  SameDatabase,
  showEntity,
  targetsFor,
  type DuplicateDecision,
  type Plan,
  type RunOutcome,
} from '../repair/index.ts';
import { IssueMemory } from './issue-memory.ts';
import { settleEarlier } from './settle-earlier.ts';
import { unsignedNote } from './unsigned-note.ts';
import {
  afterWriting,
  asEvents,
  requireConsent,
  runRequest,
  repairSummaryOf,
  showing,
  type WritingPorts,
  type WritingRequest,
} from './writing.ts';

/** What to repair: plain data, of which every member may be left out. */
export interface RepairRequest extends WritingRequest {
  /** Leave out what may be no fault. */
  readonly certainOnly?: boolean;
  /** Where to save the plan; null, or left out, for nowhere. */
  readonly planFile?: string | null;
  /** Which duplicate participants to merge into which row; null, or left out, for every other repair. */
  readonly duplicates?: DuplicateDecision | null;
  /** Replace gold balances that differ from the sum of the transactions. */
  readonly balances?: boolean;
}

/** What a repair is given of the program around it. */
export interface RepairPorts extends WritingPorts {
  /**
   * A plan made earlier, which the caller opened; null, or left out, to make one.
   *
   * @internal
   */
  readonly savedPlan?: Plan | null;
}

/**
 * Audits, plans in the same snapshot, asks, repairs, and audits again, as one stream of events (SPEC section 4).
 *
 * @throws RefusedError before anything is touched; errors of an audit or of the store before anything is touched
 */
export async function* repairDatabase(address: DatabaseAddress, request: RepairRequest, ports: RepairPorts): AsyncGenerator<AuditEvent> {
  const letGo = holdDatabase(address);
  try {
    yield* redacted(repaired(address, request, showing(ports, request)), request.audit?.redact);
  } finally {
    letGo();
  }
}

async function* repaired(address: DatabaseAddress, request: RepairRequest, ports: RepairPorts): AsyncGenerator<AuditEvent> {
  let begun = performance.now();
  const { dryRun = false, planFile = null, maxChanges = DEFAULT_MAX_CHANGES, audit = {} } = request;
  if (!dryRun) refuseBackup(address);
  const before = new IssueMemory();
  const open = await openAudit(address, audit, ports, dryRun ? 'dry-run' : 'fix');
  let found: AuditAnswer;
  let plan: Plan;
  let same: SameDatabase;
  let settled: readonly string[];
  try {
    yield { type: 'run-started', run: open.start };
    settled = dryRun ? [] : await settleEarlier(address, open.session, request, ports);
    found = yield* dryRun ? runChecks(open) : remembering(open, before);
    plan = await planIn(open, request, ports, found);
    same = new SameDatabase(Object.keys(plan.header.kinds));
    await same.beginWith(open.session);
  } finally {
    await open.close();
  }
  try {
    const facts = planFactsOf(plan, planFile);
    yield { type: 'plan-made', plan: facts };
    for (const text of settled) yield { type: 'note', text };
    const finish = (repair: RepairSummary, answer: AuditAnswer = found): AuditEvent => {
      const result: RunResult = {
        start: open.start,
        checks: found.checks,
        totals: answer.totals,
        warnings: answer.warnings,
        likelyMistakes: answer.likelyMistakes,
        // Told of the rows as they are: a repair has changed those that were counted.
        ...(dryRun && found.datedRows !== undefined ? { datedRows: found.datedRows } : {}),
        ...finishedSince(begun, open.clock),
        repair,
        past: null,
      };
      return { type: 'run-finished', result };
    };
    if (dryRun) {
      for (const entity of plan.entities()) {
        yield { type: 'changes', changes: showEntity(entity, plan.header.kinds, 'planned') };
      }
      yield finish({ ...repairSummaryOf(facts, null, null), preview: true });
      return;
    }
    if (facts.changes === 0) {
      yield finish(repairSummaryOf(facts, null, null));
      return;
    }
    refuseTooMany(facts.changes, maxChanges);
    const store = await ports.store.made();
    if (ports.confirm !== undefined && ports.show !== undefined) {
      for (const entity of plan.entities()) ports.show(showEntity(entity, plan.header.kinds, 'planned'));
    }
    begun += await requireConsent(ports, facts);
    const outcome = yield* applied(address, plan, { store, runId: open.start.id, found, same }, request, ports);
    yield { type: 'verification-started' };
    const verified = yield* verify(primaryOf(address), audit, ports, before, same);
    if ('failure' in verified) {
      yield finish(repairSummaryOf(facts, { ...outcome, stoppedBy: outcome.stoppedBy ?? verified.failure }, null));
      return;
    }
    const { fixed, appeared, checks } = verified.verification;
    const told: Verified = { fixed, appeared, remaining: issueCount({ checks }) };
    // The repair stands, whether or not the store takes this as well.
    if (outcome.isKept) await store.runs.finish(outcome.runId, endOf(outcome, open.clock, { verified: told })).catch(() => undefined);
    yield finish(repairSummaryOf(facts, outcome, verified.verification), verified.answer);
  } finally {
    if (ports.savedPlan == null) plan.drop();
  }
}

async function planIn(
  { session, user, clock }: OpenAudit,
  { duplicates = null, balances = false, certainOnly = false, planFile = null, audit = {} }: RepairRequest,
  { savedPlan = null }: RepairPorts,
  found: AuditAnswer,
): Promise<Plan> {
  if (savedPlan !== null) return savedPlan;
  const wanted = found.checks
    .filter(({ check, outcome }) => check.phase !== null || outcome !== 'does-not-apply')
    .map(({ check }) => check.id)
    // A balance is replaced only where the request says so.
    .filter((id) => id !== ('gold-balance' satisfies CheckId) || balances);
  const plan = await planRepair(session, {
    targets: duplicates === null ? targetsFor(wanted) : ['duplicate-participant'],
    checks: duplicates === null ? wanted : ['duplicate-participant' satisfies CheckId],
    user: user !== null && audit.redact === true ? { ...user, username: user.id } : user,
    certainOnly,
    duplicates,
    leaveOut: found.acknowledged,
    levels: audit.levels ?? DEFAULT_LEVELS,
    audited: { only: audit.only ?? null, skip: audit.skip ?? [] },
    clock,
  });
  if (planFile !== null) plan.save(planFile);
  return plan;
}

function planFactsOf({ header, summary }: Plan, file: string | null): PlanFacts {
  const { entities, changes, byKind, doubtful, leftOut } = summary;
  return { entities, changes, byKind, doubtful, hazards: header.hazards, leftOut, undoes: null, file };
}

/** What the verifying audit said of a repair. */
export interface Verified {
  readonly fixed: number;
  readonly remaining: number;
  readonly appeared: number;
}

async function* applied(
  address: DatabaseAddress,
  plan: Plan,
  {
    store,
    runId,
    found,
    same,
  }: { readonly store: Store; readonly runId: string; readonly found: AuditAnswer; readonly same: SameDatabase },
  request: RepairRequest,
  ports: RepairPorts,
): AsyncGenerator<AuditEvent, RunOutcome> {
  const notes = unsignedNote(store);
  const run = applyPlan(plan, {
    ...runRequest(address, store, runId, request, ports, notes),
    same,
    found: Object.fromEntries(found.checks.map(({ check, count }) => [check.id, count])),
    // A plan made just now leaves them out already.
    acknowledged: ports.savedPlan == null ? {} : found.acknowledged,
  });
  return yield* asEvents(run, notes);
}

/** Runs the checks, remembers every issue, and tells of them what is wished for. */
async function* remembering(open: OpenAudit, memory: IssueMemory): AsyncGenerator<AuditEvent, AuditAnswer> {
  const [toTell, toRemember] = [narrowTo(open.wish), narrowTo(memory.wish)];
  const events = runChecks({ ...open, wish: greatestWish([open.wish, memory.wish]) });
  for (;;) {
    const next = await events.next();
    if (next.done === true) return next.value;
    const [wished, remembered] = [toTell(next.value), toRemember(next.value)];
    if (remembered !== null) memory.hear(remembered);
    if (wished !== null) yield wished;
  }
}

/** One more audit, which writes nothing: only what it no longer finds counts as fixed (SPEC 4.6). */
async function* verify(
  address: DatabaseAddress,
  request: AuditRequest,
  ports: AuditPorts,
  before: IssueMemory,
  same: SameDatabase,
): AsyncGenerator<AuditEvent, { readonly verification: Verification; readonly answer: AuditAnswer } | { readonly failure: string }> {
  const after = new IssueMemory();
  try {
    const open = await openAudit(address, request, afterWriting(ports), 'audit');
    try {
      const wish = open.wish.detail === 'counts' ? COUNTS : KEYS;
      const events = remembering({ ...open, wish }, after);
      for (;;) {
        const next = await events.next();
        if (next.done !== true) {
          if (next.value.type === 'keys') yield { ...next.value, type: 'still-there' };
          continue;
        }
        // Another database has other issues: those that it lacks were not fixed.
        await same.require(open.session);
        const { checks } = next.value;
        return { verification: { checks, fixed: before.without(after), appeared: after.without(before) }, answer: next.value };
      }
    } finally {
      await open.close();
    }
  } catch (error) {
    return { failure: `the audit that was to verify the repair failed: ${sentenceOf(error)}` };
  }
}
