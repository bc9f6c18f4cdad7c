import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  allChecks,
  chooseChecks,
  DEFAULT_LEVELS,
  requireShares,
  withOverrides,
  type Check,
  type FindContext,
  type Overrides,
} from '../checks/index.ts';
import { systemClock, type Clock } from '../clock.ts';
import { addressText, type CatalogWishes, type DatabaseAddress, type ReadSession } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import { NO_FILES, type FileSettings } from '../files/index.ts';
import {
  ALL_FINDINGS,
  COUNTS,
  greatestWish,
  isAsGrave,
  type AuditEvent,
  type CheckResult,
  type CheckSummary,
  type RunMode,
  type RunResult,
  type RunStart,
  type Severity,
  type Wish,
} from '../model/index.ts';
import { thisProcess } from '../operator.ts';
import { toolVersion } from '../tool-version.ts';
import { Acknowledged, acknowledgementsFor, type AcknowledgementsByCheck } from './acknowledged.ts';
import type { AuditPorts, AuditRequest } from './audit-request.ts';
import { fitChoice } from './fit-choice.ts';
import { gradeOf } from './graded.ts';
import { freshnessOf } from './freshness.ts';
import { narrowTo } from './narrow.ts';
import { redacted } from './redacted.ts';
import { requireScope, requireTables, tablesToRead } from './require-tables.ts';
import { DatedRowsCount } from './count-dated-rows.ts';
import { couldNotRun, runCheck, type CheckBatch } from './run-check.ts';
import { checkSummaryOf, namesOf, ruleOf, viewWarning } from './run-start.ts';
import { findUser, PEERQUEST_USERS, type UserScope } from './scope.ts';
import { openScans } from './open-scans.ts';
import { openUntil } from './open-until.ts';
import { countTotals } from './totals.ts';

/** A snapshot that is open, and what is to be looked at in it. */
export interface OpenAudit {
  readonly session: ReadSession;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly start: RunStart;
  readonly checks: readonly Check[];
  /** Why the snapshot is too old to answer any check; null where it is not. */
  readonly stale: string | null;
  /** The person it is narrowed to, with the id as the database stores it. */
  readonly user: UserScope | null;
  readonly context: Omit<FindContext, 'wanted'>;
  readonly files: FileSettings;
  /** What is acknowledged in this database. */
  readonly acknowledged: AcknowledgementsByCheck;
  /** What is to be told of findings. */
  readonly wish: Wish;
  readonly overrides: Overrides;
  readonly failFast: Severity | null;
  /** Closes the session; the signal does nothing more to it. */
  readonly close: () => Promise<void>;
}

/** What the checks of one snapshot came to. */
export interface AuditAnswer extends Pick<RunResult, 'checks' | 'totals' | 'warnings' | 'likelyMistakes' | 'datedRows'> {
  /** Fingerprints of acknowledged findings by check: a repair leaves them out. */
  readonly acknowledged: Readonly<Record<string, readonly string[]>>;
}

/**
 * Audits a database in one read snapshot and streams what happens. The snapshot is open until the last check has run:
 * a consumer must not block between events.
 *
 * @throws UsageError for a request that cannot be meant
 * @throws DatabaseError when the database cannot be reached or holds none of the tables
 * @throws the reason of the signal, once that is aborted
 */
export function audit(address: DatabaseAddress, request: AuditRequest = {}, ports: AuditPorts = {}): AsyncGenerator<AuditEvent> {
  return redacted(audited(address, request, ports), request.redact);
}

async function* audited(address: DatabaseAddress, request: AuditRequest, ports: AuditPorts): AsyncGenerator<AuditEvent> {
  const begun = performance.now();
  const open = await openAudit(address, request, ports, 'audit');
  try {
    yield { type: 'run-started', run: open.start };
    const { checks, totals, warnings, likelyMistakes, datedRows } = yield* runChecks(open);
    await open.close();
    yield {
      type: 'run-finished',
      result: {
        start: open.start,
        ...{ checks, totals, warnings, likelyMistakes },
        ...(datedRows === undefined ? {} : { datedRows }),
        ...finishedSince(begun, open.clock),
        repair: null,
        past: null,
      },
    };
  } finally {
    await open.close();
  }
}

/**
 * Opens a snapshot for an audit. The caller closes it.
 *
 * @param further tables that the catalog is to know besides those of the checks
 * @throws as {@link audit} does
 */
export async function openAudit(
  address: DatabaseAddress,
  {
    only = null,
    skip = [],
    user: name = null,
    users = PEERQUEST_USERS,
    includeDropped = false,
    levels,
    files,
    maxLag,
    overrides = {},
    failFast = null,
    redact = false,
  }: AuditRequest,
  {
    ownChecks = [],
    acknowledged: acknowledgements = [],
    manifest = NO_FILES.manifest,
    wish = ALL_FINDINGS,
    identify = false,
    runId,
    signal,
    clock = systemClock,
  }: AuditPorts,
  mode: RunMode,
  further: readonly string[] = [],
): Promise<OpenAudit> {
  const choice = chooseChecks(only, skip, allChecks(ownChecks));
  const startedAt = clock();
  const { session, close } = await openUntil(
    signal,
    address,
    [...new Set([...tablesToRead(choice.chosen, users), ...further])],
    wishesOf(choice.chosen),
  );
  try {
    const { chosen: fitting, leftOut } = fitChoice(choice, only, session.catalog);
    const chosen = withOverrides(fitting, overrides);
    requireShares(chosen, overrides, 'This request');
    requireTables(session, chosen);
    if (name !== null) requireScope(chosen);
    const user = name === null ? null : await findUser(session, name, users, redact);
    const { warning, stale } = freshnessOf(session.facts, maxLag ?? null);
    if (stale !== null && mode !== 'audit') throw new DatabaseError('STALE_REPLICA', `Nothing was planned on "${session.name}": ${stale}.`);
    const { warnings, ...facts } = session.facts;
    const relations = session.catalog.relations();
    const start: RunStart = {
      id: runId ?? randomUUID(),
      mode,
      startedAt: startedAt.toISOString(),
      toolVersion,
      identity: identify ? await session.identity() : null,
      host: thisProcess().host,
      address: addressText(address),
      database: { engine: session.engine, name: session.name, ...namesOf(address), ...facts, relations },
      warnings: [...(warning === null ? [] : [warning]), ...warnings, ...viewWarning(relations)],
      user: user === null ? null : { id: user.id, username: user.username },
      checks: chosen.map(ruleOf),
      leftOut: leftOut.map(checkSummaryOf),
    };
    const context = {
      userId: user?.storedId ?? null,
      includeDropped,
      levels: levels ?? DEFAULT_LEVELS,
      capabilities: session.capabilities,
      catalog: session.catalog,
    };
    const acknowledged = await acknowledgementsFor(session, address.subject?.name ?? null, acknowledgements);
    const settings = { ...NO_FILES, ...files, manifest };
    return {
      session,
      signal,
      clock,
      start,
      checks: chosen,
      stale,
      user,
      context,
      files: settings,
      acknowledged,
      wish,
      overrides,
      failFast,
      close,
    };
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw error;
  }
}

/** Runs the checks of an open snapshot, tells of their findings what is wished for, then counts the totals. */
export async function* runChecks({
  session,
  signal,
  clock,
  start,
  checks,
  stale,
  context,
  files,
  acknowledged,
  wish: asked,
  overrides,
  failFast,
}: OpenAudit): AsyncGenerator<AuditEvent, AuditAnswer> {
  const wish = greatestWish([asked]);
  const results: CheckResult[] = [];
  /** The check after which the run was told to end. */
  let ended: string | null = null;
  const acknowledgedByCheck: Record<string, readonly string[]> = {};
  const scans = openScans(session, context, files, clock, signal);
  // Of one person's rows nobody is told the share.
  const datedRows = wish.detail === 'findings' && context.userId === null ? new DatedRowsCount() : null;
  try {
    for (const [index, check] of checks.entries()) {
      // Between two checks the embedded engine, which holds the thread, lets go of it: signals and timers have their turn.
      await turn();
      signal?.throwIfAborted();
      const ofCheck = acknowledged.get(check.id);
      const known = (): Acknowledged | null => (ofCheck === undefined ? null : new Acknowledged(ofCheck, new Date(start.startedAt)));
      const ofThisCheck = known();
      const run = (as: Wish, without: Acknowledged | null) => runCheck(session, check, scans.context, as, without);
      const kept = stale ?? (ended === null ? null : `--fail-fast ended the audit after ${ended}`);
      const grade =
        kept === null
          ? await gradeOf(session, check, scans.context, overrides, () => toEnd(run(COUNTS, known())))
          : { severity: check.severity, note: null };
      const summary = { ...checkSummaryOf(check), severity: grade.severity };
      yield { type: 'check-started', check: summary, index };
      const met = (batch: CheckBatch): void => {
        if (batch.type === 'findings') datedRows?.meet(check, batch.findings);
      };
      const answer = kept === null ? yield* findingEvents(summary, run(wish, ofThisCheck), narrowTo(wish), met, signal) : couldNotRun(kept);
      const result: CheckResult = {
        check: summary,
        ...answer,
        notes: [...(grade.note === null ? [] : [grade.note]), ...answer.notes],
        ...(ended === null ? {} : { notReached: true }),
      };
      results.push(result);
      if (ended === null && failFast !== null && (result.count ?? 0) > 0 && isAsGrave(grade.severity, failFast)) ended = check.id;
      if (ofThisCheck !== null) acknowledgedByCheck[check.id] = ofThisCheck.fingerprints(result.count !== null);
      yield { type: 'check-finished', result };
    }
    const likelyMistakes = await scans.mistakes();
    const counted = await datedRows?.count(session, checks, { ...context, wanted: 'findings' }, Date.parse(start.startedAt));
    await scans.close();
    yield { type: 'totals-started' };
    const totals = await countTotals(session, context.userId);
    signal?.throwIfAborted();
    const warnings = (await session.replaced())
      ? [`"${session.name}" was replaced while it was read: all that is said here is of the old one.`]
      : [];
    return {
      ...{ checks: results, totals, warnings, likelyMistakes, acknowledged: acknowledgedByCheck },
      ...(counted === undefined ? {} : { datedRows: counted }),
    };
  } catch (error) {
    // What fails because it was cancelled has not failed.
    signal?.throwIfAborted();
    throw error;
  } finally {
    await scans.close();
  }
}

/** When a run ended, and how long it took since a reading of `performance.now()`. */
export function finishedSince(begun: number, clock: Clock): Pick<RunResult, 'finishedAt' | 'durationMs'> {
  return { finishedAt: clock().toISOString(), durationMs: Math.round(performance.now() - begun) };
}

/** What else these checks want the catalog to know. */
export function wishesOf(chosen: readonly Check[]): CatalogWishes {
  return Object.assign({}, ...chosen.map(({ wishes }) => wishes)) as CatalogWishes;
}

/** The findings of one check as events; returns what the check came to. */
async function* findingEvents<Result>(
  check: CheckSummary,
  run: AsyncGenerator<CheckBatch, Result>,
  narrow: ReturnType<typeof narrowTo>,
  met: (batch: CheckBatch) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<AuditEvent, Result> {
  for (;;) {
    const next = await run.next();
    signal?.throwIfAborted();
    if (next.done === true) return next.value;
    met(next.value);
    const wished = narrow({ check, ...next.value });
    if (wished !== null) yield wished;
  }
}

/** Goes through what a check yields, for what it came to. */
async function toEnd<Result>(run: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
  }
}
