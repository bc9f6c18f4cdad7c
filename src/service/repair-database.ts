import { finishedSince, openAudit, runChecks, type AuditAnswer, type AuditOptions, type OpenAudit } from '../audit/index.ts';
import { holdDatabase, primaryOf, type Allowances, type DatabaseAddress } from '../database/index.ts';
import { RefusedError, sentenceOf } from '../errors.ts';
import type { Store } from '../history/index.ts';
import {
  DEFAULT_LEVELS,
  issueCount,
  type AuditEvent,
  type Change,
  type CheckId,
  type CheckResult,
  type PlanFacts,
  type RepairSummary,
  type RunResult,
  type Verification,
} from '../model/index.ts';
import {
  applyPlan,
  endOf,
  FingerprintSet,
  planRepair,
  refuseTooMany,
  SameDatabase,
  showEntity,
  targetsFor,
  type Operator,
  type Plan,
  type PlanRequest,
  type RepairRequest,
  type RunOutcome,
  type Settled,
} from '../repair/index.ts';
import { settledInWords, settleEarlier } from './settle-earlier.ts';
import { unsignedNote } from './unsigned-note.ts';

/** How a run that writes is to behave, whether it repairs or takes a repair back. */
export interface WritingOptions {
  /** Preview only: nothing is written, not even to the store. */
  readonly dryRun: boolean;
  /** More changes than this are refused. */
  readonly maxChanges: number;
  /** Share of time, 0 to below 1, that is left idle between transactions. */
  readonly throttle: number;
  readonly operator: Operator;
  /** What the user vouches for. */
  readonly allowances: Allowances;
  /** Called when there is something to write: without a journal there is no repair. */
  readonly openStore: () => Promise<Store>;
  /**
   * Called first by a repair that is no preview: the store, where there is one already, so that what earlier runs left open is settled
   * even when nothing is left to repair. Where it is not given, only a run that comes to write settles.
   */
  readonly openStoreIfThere?: () => Promise<Store | null>;
  /** Asked once, before anything is touched; false ends the run. */
  readonly confirm: (plan: PlanFacts) => Promise<boolean>;
  /** Asked between transactions: true ends the run in good order. */
  readonly interrupted: () => boolean;
  /** Told when transactions begin, as from there on an interrupt has to wait for the end of one. */
  readonly onWriting: () => void;
}

/** What to repair. */
export interface RepairOptions extends WritingOptions {
  /** What to look at; `list` and `limit` say what is reported of it. */
  readonly audit: AuditOptions;
  /** Leave out what may be no fault. */
  readonly certainOnly: boolean;
  /** A plan made earlier; null to make one. */
  readonly savedPlan: Plan | null;
  /** Where to save the plan; null for nowhere. */
  readonly planFile: string | null;
  /** Which duplicate participants to merge into which row; null for every other repair. */
  readonly duplicates: PlanRequest['duplicates'];
  /** Replace gold balances that differ from the sum of the transactions. */
  readonly balances: boolean;
}

const NOTHING = { entities: 0, changes: 0 };

/**
 * Audits, plans in the same snapshot, asks, repairs, and audits again, as one stream of events (SPEC section 4).
 *
 * @throws RefusedError before anything is touched; errors of an audit or of the store before anything is touched
 */
export async function* repairDatabase(address: DatabaseAddress, options: RepairOptions): AsyncGenerator<AuditEvent> {
  const letGo = holdDatabase(address);
  try {
    yield* repaired(address, options);
  } finally {
    letGo();
  }
}

async function* repaired(address: DatabaseAddress, options: RepairOptions): AsyncGenerator<AuditEvent> {
  const clock = performance.now();
  const before = new FingerprintSet();
  const open = await openAudit(address, options.audit, options.dryRun ? 'dry-run' : 'fix');
  let found: AuditAnswer;
  let plan: Plan;
  let same: SameDatabase;
  let settled: readonly string[];
  try {
    yield { type: 'run-started', run: open.start };
    settled = await settleEarlier(address, open.session, options);
    found = yield* options.dryRun ? runChecks(open, options.audit) : remembering(open, options.audit, before);
    plan = await planIn(open, options, found);
    same = new SameDatabase(Object.keys(plan.header.kinds));
    await same.beginWith(open.session);
  } finally {
    await open.session.close();
  }
  try {
    const facts = factsOf(plan, options.planFile);
    yield { type: 'plan-made', plan: facts };
    for (const text of settled) yield { type: 'note', text };
    const finish = (repair: RepairSummary, answer: AuditAnswer = found): AuditEvent => {
      const result: RunResult = {
        start: open.start,
        checks: found.checks,
        totals: answer.totals,
        warnings: answer.warnings,
        ...finishedSince(clock),
        repair,
      };
      return { type: 'run-finished', result };
    };
    if (options.dryRun) {
      for (const entity of plan.entities()) {
        yield { type: 'changes', changes: showEntity(entity, plan.header.kinds, 'planned') };
      }
      yield finish({ ...summaryOf(facts, null, null), preview: true });
      return;
    }
    if (facts.changes === 0) {
      yield finish(summaryOf(facts, null, null));
      return;
    }
    refuseTooMany(facts.changes, options.maxChanges);
    const store = await options.openStore();
    try {
      await requireConsent(options, facts);
      const outcome = yield* applied(address, plan, { store, runId: open.start.id, found, same }, options);
      yield { type: 'verification-started' };
      const verified = await verify(primaryOf(address), options.audit, before, same);
      if ('failure' in verified) {
        yield finish(summaryOf(facts, { ...outcome, stoppedBy: outcome.stoppedBy ?? verified.failure }, null));
        return;
      }
      const { fixed, appeared, checks } = verified.verification;
      const told: Verified = { fixed, appeared, remaining: issueCount({ checks }) };
      // The repair stands, whether or not the store takes this as well.
      await store.finishRun(outcome.runId, endOf(outcome, { verified: told })).catch(() => undefined);
      yield finish(summaryOf(facts, outcome, verified.verification), verified.answer);
    } finally {
      await store.close();
    }
  } finally {
    if (options.savedPlan === null) plan.drop();
  }
}

async function planIn({ session, user }: OpenAudit, options: RepairOptions, found: AuditAnswer): Promise<Plan> {
  if (options.savedPlan !== null) return options.savedPlan;
  const wanted = found.checks
    .filter(({ check, outcome }) => check.phase !== null || outcome !== 'does-not-apply')
    .map(({ check }) => check.id)
    // A balance is replaced only where somebody asks for it.
    .filter((id) => id !== ('gold-balance' satisfies CheckId) || options.balances);
  const plan = await planRepair(session, {
    targets: options.duplicates === null ? targetsFor(wanted) : ['duplicate-participant'],
    checks: options.duplicates === null ? wanted : ['duplicate-participant' satisfies CheckId],
    user,
    certainOnly: options.certainOnly,
    duplicates: options.duplicates,
    leaveOut: found.acknowledged,
    levels: options.audit.levels ?? DEFAULT_LEVELS,
    audited: { only: options.audit.only, skip: options.audit.skip },
  });
  if (options.planFile !== null) plan.save(options.planFile);
  return plan;
}

function factsOf({ header, summary }: Plan, file: string | null): PlanFacts {
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
  options: RepairOptions,
): AsyncGenerator<AuditEvent, RunOutcome> {
  const notes = unsignedNote(store);
  const run = applyPlan(plan, {
    ...requestOf(address, store, runId, options, notes),
    same,
    found: Object.fromEntries(found.checks.map(({ check, count }) => [check.id, count])),
    // A plan made just now leaves them out already.
    accepted: options.savedPlan === null ? {} : found.acknowledged,
  });
  return yield* asEvents(run, notes);
}

/**
 * @throws RefusedError when the question is answered with no
 */
export async function requireConsent(options: WritingOptions, facts: PlanFacts): Promise<void> {
  if (!(await options.confirm(facts))) throw new RefusedError('DECLINED', 'Nothing was changed, as you did not agree to it.');
  options.onWriting();
}

/** The changes of a run that writes, as events; notes that were left meanwhile come first. */
export async function* asEvents<Result>(
  run: AsyncGenerator<readonly Change[], Result>,
  notes: string[] = [],
): AsyncGenerator<AuditEvent, Result> {
  for (;;) {
    const next = await run.next();
    for (const text of notes.splice(0)) yield { type: 'note', text };
    if (next.done === true) return next.value;
    yield { type: 'changes', changes: next.value };
  }
}

/** How a run that writes is to behave; what it settles of earlier runs is left as notes. */
export function requestOf(
  address: DatabaseAddress,
  store: Store,
  runId: string,
  { operator, allowances, maxChanges, throttle, interrupted }: WritingOptions,
  notes: string[],
): RepairRequest {
  const onSettled = (settled: readonly Settled[]): void => void notes.push(...settledInWords(settled));
  return { target: { address, allowances }, store, runId, operator, maxChanges, throttle, interrupted, onSettled };
}

/** What the writing came to, or that there was none. */
export function summaryOf(plan: PlanFacts, outcome: RunOutcome | null, verified: Verification | null): RepairSummary {
  return {
    preview: false,
    plan,
    applied: outcome?.applied ?? NOTHING,
    conflicts: outcome?.conflicts ?? NOTHING,
    alreadyDone: outcome?.alreadyDone ?? NOTHING,
    failed: outcome?.failed ?? NOTHING,
    interrupted: outcome?.interrupted ?? false,
    stoppedBy: outcome?.stoppedBy ?? null,
    journaled: outcome !== null,
    verified,
  };
}

/** Runs the checks, remembers every issue, and reports as much of them as was asked for. */
async function* remembering(
  open: OpenAudit,
  { list, limit }: Pick<AuditOptions, 'list' | 'limit'>,
  memory: FingerprintSet,
): AsyncGenerator<AuditEvent, AuditAnswer> {
  const checks: CheckResult[] = [];
  const events = runChecks(open, { list: true, limit: null });
  let listed = 0;
  for (;;) {
    const next = await events.next();
    if (next.done === true) return { ...next.value, checks };
    const event = next.value;
    if (event.type === 'check-started') listed = 0;
    if (event.type === 'findings') {
      if (event.check.severity !== 'info') for (const { fingerprint } of event.findings) memory.add(fingerprint);
      const findings = list ? event.findings.slice(0, limit === null ? undefined : limit - listed) : [];
      listed += findings.length;
      if (findings.length > 0) yield { ...event, findings };
    } else if (event.type === 'check-finished') {
      const result = { ...event.result, listed };
      checks.push(result);
      yield { ...event, result };
    } else yield event;
  }
}

/** One more audit, which writes nothing: only what it no longer finds counts as fixed (SPEC 4.6). */
async function verify(
  address: DatabaseAddress,
  options: AuditOptions,
  before: FingerprintSet,
  same: SameDatabase,
): Promise<{ readonly verification: Verification; readonly answer: AuditAnswer } | { readonly failure: string }> {
  const after = new FingerprintSet();
  try {
    const open = await openAudit(address, options, 'audit');
    try {
      const events = remembering(open, { list: false, limit: null }, after);
      for (;;) {
        const next = await events.next();
        if (next.done !== true) continue;
        // Another database has other issues: those that it lacks were not fixed.
        await same.require(open.session);
        const { checks } = next.value;
        return { verification: { checks, fixed: before.without(after), appeared: after.without(before) }, answer: next.value };
      }
    } finally {
      await open.session.close();
    }
  } catch (error) {
    return { failure: `the audit that was to verify the repair failed: ${sentenceOf(error)}` };
  }
}
