import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { allChecks, chooseChecks, DEFAULT_LEVELS, isOwn, type Check, type FindContext, type LevelRule } from '../checks/index.ts';
import { connect, type CatalogWishes, type DatabaseAddress, type ReadSession } from '../database/index.ts';
import { DatabaseError, UsageError } from '../errors.ts';
import { NO_FILES, type FileSettings } from '../files/index.ts';
import {
  holdsRows,
  type Acknowledgement,
  type AuditEvent,
  type CheckResult,
  type CheckSummary,
  type Rule,
  type RunMode,
  type RunResult,
  type RunStart,
} from '../model/index.ts';
import { toolVersion } from '../tool-version.ts';
import { Acknowledged, acknowledgementsFor, type AcknowledgementsByCheck } from './acknowledged.ts';
import { fitChoice } from './fit-choice.ts';
import { freshnessOf } from './freshness.ts';
import { couldNotRun, needsOf, runCheck, type CheckBatch, type Listing } from './run-check.ts';
import { findUser, PEERQUEST_USERS, type UserScope, type UserTable } from './scope.ts';
import { openScans } from './open-scans.ts';
import { countTotals, TOTALS_NEEDS } from './totals.ts';

/** What to audit, and how much to tell. */
export interface AuditOptions {
  /** Ids or groups of checks to run; null for the default group. */
  readonly only: readonly string[] | null;
  /** Ids or groups of checks to leave out. */
  readonly skip: readonly string[];
  /** Checks besides the tool's own, as `toCheck` makes them. */
  readonly ownChecks?: readonly Check[];
  /** User name to narrow the audit to; null for everybody. */
  readonly user: string | null;
  /** Where that name is looked up; PeerQuest's table unless given. */
  readonly users?: UserTable;
  /** Count dropped participants without an approved application as findings of phase 2. */
  readonly includeDropped: boolean;
  /** How a level follows from a user's XP; PeerQuest's rule unless given. */
  readonly levels?: LevelRule;
  /** Where uploaded files are; without it nobody looks at them. */
  readonly files?: FileSettings;
  /** List findings, or only count them. */
  readonly list: boolean;
  /** At most this many findings are listed per check; null for all. */
  readonly limit: number | null;
  /** Seconds that a replica may be behind: a check cannot run on an older one. Null, or left out, for a warning above a minute. */
  readonly maxLag?: number | null;
  /** Findings that somebody has acknowledged, as the caller read them: they are told apart and count for nothing. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Told of the session as soon as it is open, so that an interrupt can cancel its query. */
  readonly onSession?: (session: ReadSession) => void;
}

/** A snapshot that is open, and what is to be looked at in it. */
export interface OpenAudit {
  readonly session: ReadSession;
  readonly start: RunStart;
  readonly checks: readonly Check[];
  /** Why the snapshot is too old to answer any check; null where it is not. */
  readonly stale: string | null;
  /** The person it is narrowed to, with the id as the database stores it. */
  readonly user: UserScope | null;
  readonly context: Omit<FindContext, 'wanted'>;
  readonly files: FileSettings;
  /** What is acknowledged in this database, and how much of it is to be listed. */
  readonly acknowledged: AcknowledgementsByCheck;
  readonly listing: Listing;
}

/** What the checks of one snapshot came to. */
export interface AuditAnswer extends Pick<RunResult, 'checks' | 'totals' | 'warnings'> {
  /** Fingerprints of acknowledged findings by check: a repair leaves them out. */
  readonly acknowledged: Readonly<Record<string, readonly string[]>>;
}

/**
 * Audits a database in one read snapshot and streams what happens. The snapshot is open until the last check has run:
 * a consumer must not block between events.
 *
 * @throws UsageError for options that cannot be meant
 * @throws DatabaseError when the database cannot be reached or holds none of the tables
 */
export async function* audit(address: DatabaseAddress, options: AuditOptions): AsyncGenerator<AuditEvent> {
  const clock = performance.now();
  const open = await openAudit(address, options, 'audit');
  try {
    yield { type: 'run-started', run: open.start };
    const { checks, totals, warnings } = yield* runChecks(open, options);
    await open.session.close();
    yield { type: 'run-finished', result: { start: open.start, checks, totals, warnings, ...finishedSince(clock), repair: null } };
  } finally {
    await open.session.close();
  }
}

/**
 * Opens a snapshot for an audit. The caller closes its session.
 *
 * @throws as {@link audit} does
 */
export async function openAudit(address: DatabaseAddress, options: AuditOptions, mode: RunMode): Promise<OpenAudit> {
  const choice = chooseChecks(options.only, options.skip, allChecks(options.ownChecks ?? []));
  const users = options.users ?? PEERQUEST_USERS;
  const startedAt = new Date();
  const session = await connect(address, tablesOf(choice.chosen, users), wishesOf(choice.chosen));
  try {
    options.onSession?.(session);
    const { chosen, leftOut } = fitChoice(choice, options.only, session.catalog);
    requireTables(session, chosen);
    if (options.user !== null) requireScope(chosen);
    const user = options.user === null ? null : await findUser(session, options.user, users);
    const { warning, stale } = freshnessOf(session.facts, options.maxLag ?? null);
    if (stale !== null && mode !== 'audit') throw new DatabaseError('STALE_REPLICA', `Nothing was planned on "${session.name}": ${stale}.`);
    const { warnings, ...facts } = session.facts;
    const relations = session.catalog.relations();
    const start: RunStart = {
      id: randomUUID(),
      mode,
      startedAt: startedAt.toISOString(),
      toolVersion,
      database: { engine: session.engine, name: session.name, ...facts, relations },
      warnings: [...(warning === null ? [] : [warning]), ...warnings, ...viewWarning(relations)],
      user: user === null ? null : { id: user.id, username: user.username },
      checks: chosen.map(ruleOf),
      leftOut: leftOut.map(summaryOf),
      listing: options.list,
    };
    const context = {
      userId: user?.storedId ?? null,
      includeDropped: options.includeDropped,
      levels: options.levels ?? DEFAULT_LEVELS,
      capabilities: session.capabilities,
      catalog: session.catalog,
    };
    const acknowledged = await acknowledgementsFor(session, options.acknowledged ?? []);
    const { list, limit } = options;
    const files = options.files ?? NO_FILES;
    return { session, start, checks: chosen, stale, user, context, files, acknowledged, listing: { list, limit } };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Runs the checks of an open snapshot, then counts the totals. */
export async function* runChecks(
  { session, start, checks, stale, context, files, acknowledged, listing: asked }: OpenAudit,
  listing: Listing,
): AsyncGenerator<AuditEvent, AuditAnswer> {
  const results: CheckResult[] = [];
  const leaveOut: Record<string, readonly string[]> = {};
  const scans = openScans(session, context, files);
  try {
    for (const [index, check] of checks.entries()) {
      const summary = summaryOf(check);
      // Between two checks the embedded engine, which holds the thread, lets go of it: signals and timers have their turn.
      await turn();
      yield { type: 'check-started', check: summary, index };
      const ofCheck = acknowledged.get(check.id);
      const known = ofCheck === undefined ? null : { acknowledged: new Acknowledged(ofCheck, new Date(start.startedAt)), listing: asked };
      const run = runCheck(session, check, scans.context, listing, known);
      const result = { check: summary, ...(stale === null ? yield* findingEvents(summary, run) : couldNotRun(stale)) };
      results.push(result);
      if (known !== null) leaveOut[check.id] = known.acknowledged.leaveOut(result.count !== null);
      yield { type: 'check-finished', result };
    }
  } finally {
    await scans.close();
  }
  yield { type: 'totals-started' };
  const totals = await countTotals(session, context.userId);
  const warnings = (await session.replaced())
    ? [`"${session.name}" was replaced while it was read: all that is said here is of the old one.`]
    : [];
  return { checks: results, totals, warnings, acknowledged: leaveOut };
}

/** When a run ended, and how long it took since a reading of `performance.now()`. */
export function finishedSince(clock: number): Pick<RunResult, 'finishedAt' | 'durationMs'> {
  return { finishedAt: new Date().toISOString(), durationMs: Math.round(performance.now() - clock) };
}

/** Every table that these checks, and the totals, read. */
function tablesOf(chosen: readonly Check[], users: UserTable): readonly string[] {
  return [
    ...new Set([
      ...chosen.flatMap((check) => Object.keys({ ...needsOf(check), ...check.mayRead })),
      ...Object.keys(TOTALS_NEEDS),
      users.table,
    ]),
  ];
}

/** What else these checks want the catalog to know. */
export function wishesOf(chosen: readonly Check[]): CatalogWishes {
  return Object.assign({}, ...chosen.map(({ wishes }) => wishes)) as CatalogWishes;
}

/** Refuses to narrow checks to a person of which none can be: they would all be left out. */
function requireScope(chosen: readonly Check[]): void {
  if (chosen.some(({ unscoped }) => unscoped === undefined)) return;
  throw new UsageError(
    'NO_SCOPE',
    'None of the chosen checks can be narrowed by --user: leave it out, or say in them whose a row is ("user").',
  );
}

/** Refuses a database in which no chosen check could look at anything: most likely it is the wrong one. */
function requireTables(session: ReadSession, chosen: readonly Check[]): void {
  const reasons = chosen.map((check) => session.catalog.missing(needsOf(check)));
  if (reasons.some((reason) => reason === null)) return;
  const tables = [...new Set(chosen.flatMap((check) => Object.keys(needsOf(check))))];
  const absent = tables.filter((table) => session.catalog.table(table) === undefined);
  const what =
    absent.length > 0
      ? `holds no table ${absent.join(', ')}, or this account may not see ${absent.length === 1 ? 'it' : 'them'}`
      : `cannot be audited: ${[...new Set(reasons.map((reason) => reason?.reason))].join('; ')}`;
  throw new DatabaseError('TABLES_MISSING', `The database "${session.name}" ${what}: "peerquest-audit doctor" tells more.`);
}

/** The findings of one check as events; returns what the check came to. */
async function* findingEvents<Result>(check: CheckSummary, run: AsyncGenerator<CheckBatch, Result>): AsyncGenerator<AuditEvent, Result> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
    yield { check, ...next.value };
  }
}

/** A view shows what it was made to show. */
function viewWarning(relations: RunStart['database']['relations']): readonly string[] {
  const views = Object.entries(relations ?? {}).flatMap(([name, kind]) => (holdsRows(kind) ? [] : `${name} (${kind})`));
  return views.length === 0 ? [] : [`Not a table: ${views.join(', ')}. What it leaves out is not seen here.`];
}

function summaryOf({ id, group, phase, title, summaryLabel, severity }: Check): CheckSummary {
  return { id, group, phase, title, summaryLabel, severity };
}

/** What a report is told that a check stands for. */
function ruleOf(check: Check): Rule {
  const { invariant, why, advice, repair, causes } = check;
  return { ...summaryOf(check), invariant, why, advice, repair, causes, page: isOwn(check) ? null : `docs/checks/${check.id}.md` };
}
