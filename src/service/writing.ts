import type { AuditPorts, AuditRequest } from '../audit/index.ts';
import { systemClock, type Clock } from '../clock.ts';
import { NO_ALLOWANCES, type Allowances, type DatabaseAddress } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import type { SharedStore, Store } from '../history/index.ts';
import {
  DEFAULT_MAX_CHANGES,
  redactChange,
  type AuditEvent,
  type Change,
  type PlanFacts,
  type RepairSummary,
  type Verification,
} from '../model/index.ts';
import { thisProcess, type Operator } from '../operator.ts';
import type { RunOutcome, RunRequest, Settled } from '../repair/index.ts';
import { settledInWords } from './settled-in-words.ts';

/** How a run that writes is to behave, whether it repairs or takes a repair back: plain data, of which every member may be left out. */
export interface WritingRequest {
  /** What the audits before and after look at. */
  readonly audit?: AuditRequest;
  /** Preview only: nothing is written, not even to the store. */
  readonly dryRun?: boolean;
  /** More changes than this are refused; 1,000 unless given. */
  readonly maxChanges?: number;
  /** Share of time, 0 to below 1, that is left idle between transactions; 0 unless given. */
  readonly throttle?: number;
  /** What the user vouches for; nothing unless given. */
  readonly allowances?: Allowances;
}

/** What a run that writes is given of the program around it. */
export interface WritingPorts extends AuditPorts {
  /**
   * Where the journal is kept, without which there is no repair: made when there is something to write. Where it is there already, a repair
   * first settles what earlier runs left open, even when nothing is left to repair. It stays open: the caller closes it.
   */
  readonly store: SharedStore;
  /** Shown every planned change before {@link confirm} is asked; where it is not given, an undo's are not looked up for the question. */
  readonly show?: (changes: readonly Change[]) => void;
  /** Asked once, before anything is touched; false ends the run. Where it is not given, the caller agrees. */
  readonly confirm?: (plan: PlanFacts) => Promise<boolean>;
  /** Who repairs; this process unless given. */
  readonly operator?: Operator;
  /** Told when transactions begin: from there on a signal has to wait for the end of one. */
  readonly onWriting?: () => void;
}

const NOTHING = { entities: 0, changes: 0 };

/** Who repairs, and by what clock, where the ports leave it out. */
export function writerOf({ operator = thisProcess(), clock = systemClock }: WritingPorts): {
  readonly operator: Operator;
  readonly clock: Clock;
} {
  return { operator, clock };
}

/** Ports that show what a run shows: redacted where it is to be so. */
export function showing<Ports extends WritingPorts>(ports: Ports, { audit }: WritingRequest): Ports {
  const { show } = ports;
  if (show === undefined || audit?.redact !== true) return ports;
  const shown = (changes: readonly Change[]): void => {
    show(changes.map(redactChange));
  };
  return { ...ports, show: shown };
}

/**
 * Asks, and tells how many milliseconds the answer took: they are no part of how long a run took.
 *
 * @throws RefusedError when the question is answered with no
 */
export async function requireConsent({ confirm, onWriting }: WritingPorts, facts: PlanFacts): Promise<number> {
  const asked = performance.now();
  if (confirm !== undefined && !(await confirm(facts)))
    throw new RefusedError('DECLINED', 'Nothing was changed, as you did not agree to it.');
  onWriting?.();
  return performance.now() - asked;
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
export function runRequest(
  address: DatabaseAddress,
  store: Store,
  runId: string,
  { maxChanges = DEFAULT_MAX_CHANGES, throttle = 0, allowances = NO_ALLOWANCES }: WritingRequest,
  ports: WritingPorts,
  notes: string[],
): RunRequest {
  const { signal } = ports;
  return {
    target: { address, allowances },
    store,
    runId,
    ...writerOf(ports),
    maxChanges,
    throttle,
    interrupted: () => signal?.aborted === true,
    onSettled: (settled: readonly Settled[]): void => void notes.push(...settledInWords(settled)),
  };
}

/** What an audit is given that runs when something was written: it is verified to the end, as what writes has heard the signal. */
export function afterWriting(ports: AuditPorts): AuditPorts {
  return { ...ports, signal: undefined };
}

/** What the writing came to, or that there was none. */
export function repairSummaryOf(plan: PlanFacts, outcome: RunOutcome | null, verified: Verification | null): RepairSummary {
  return {
    preview: false,
    plan,
    applied: outcome?.applied ?? NOTHING,
    conflicts: outcome?.conflicts ?? NOTHING,
    alreadyDone: outcome?.alreadyDone ?? NOTHING,
    failed: outcome?.failed ?? NOTHING,
    interrupted: outcome?.interrupted ?? false,
    stoppedBy: outcome?.stoppedBy ?? null,
    journaled: outcome?.isKept ?? false,
    verified,
  };
}
