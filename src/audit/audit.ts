import { randomUUID } from 'node:crypto';
import { chooseChecks, type Check, type FindContext } from '../checks/index.ts';
import { connect, type DatabaseAddress, type ReadSession } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { AuditEvent, CheckResult, CheckSummary, Finding, RunStart } from '../model/index.ts';
import { toolVersion } from '../tool-version.ts';
import { needsOf, runCheck } from './run-check.ts';
import { findUser, type UserScope } from './scope.ts';
import { countTotals, TOTALS_NEEDS } from './totals.ts';

/** What to audit, and how much to tell. */
export interface AuditOptions {
  /** Ids or groups of checks to run; null for the default group. */
  readonly only: readonly string[] | null;
  /** Ids or groups of checks to leave out. */
  readonly skip: readonly string[];
  /** User name to narrow the audit to; null for everybody. */
  readonly user: string | null;
  /** Count dropped participants without an approved application as findings of phase 2. */
  readonly includeDropped: boolean;
  /** List findings, or only count them. */
  readonly list: boolean;
  /** At most this many findings are listed per check; null for all. */
  readonly limit: number | null;
  /** Told of the session as soon as it is open, so that an interrupt can cancel its query. */
  readonly onSession?: (session: ReadSession) => void;
}

/**
 * Audits a database in one read snapshot and streams what happens. The snapshot is open until the last check has run:
 * a consumer must not block between events.
 *
 * @throws UsageError for options that cannot be meant
 * @throws DatabaseError when the database cannot be reached or holds none of the tables
 */
export async function* audit(address: DatabaseAddress, options: AuditOptions): AsyncGenerator<AuditEvent> {
  const { chosen, leftOut } = chooseChecks(options.only, options.skip);
  const startedAt = new Date();
  const clock = performance.now();
  const session = await connect(address, tablesOf(chosen));
  try {
    options.onSession?.(session);
    requireTables(session, chosen);
    const user = options.user === null ? null : await findUser(session, options.user);
    const run = startOf(session, startedAt, chosen, leftOut, user, options.list);
    yield { type: 'run-started', run };
    const context: Omit<FindContext, 'wanted'> = {
      userId: user?.storedId ?? null,
      includeDropped: options.includeDropped,
      capabilities: session.capabilities,
      catalog: session.catalog,
    };
    const results: CheckResult[] = [];
    for (const [index, check] of chosen.entries()) {
      const summary = summaryOf(check);
      yield { type: 'check-started', check: summary, index };
      const result = { check: summary, ...(yield* findingEvents(summary, runCheck(session, check, context, options))) };
      results.push(result);
      yield { type: 'check-finished', result };
    }
    yield { type: 'totals-started' };
    const totals = await countTotals(session, context.userId);
    await session.close();
    yield {
      type: 'run-finished',
      result: {
        start: run,
        finishedAt: new Date().toISOString(),
        durationMs: Math.round(performance.now() - clock),
        totals,
        checks: results,
      },
    };
  } finally {
    await session.close();
  }
}

/** Every table that these checks, and the totals, read. */
function tablesOf(chosen: readonly Check[]): readonly string[] {
  return [...new Set([...chosen.flatMap((check) => Object.keys(needsOf(check))), ...Object.keys(TOTALS_NEEDS), 'users_user'])];
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
async function* findingEvents<Result>(
  check: CheckSummary,
  run: AsyncGenerator<readonly Finding[], Result>,
): AsyncGenerator<AuditEvent, Result> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
    yield { type: 'findings', check, findings: next.value };
  }
}

function startOf(
  session: ReadSession,
  startedAt: Date,
  chosen: readonly Check[],
  leftOut: readonly Check[],
  user: UserScope | null,
  listing: boolean,
): RunStart {
  return {
    id: randomUUID(),
    mode: 'audit',
    startedAt: startedAt.toISOString(),
    toolVersion,
    database: { engine: session.engine, name: session.name },
    user: user === null ? null : { id: user.id, username: user.username },
    checks: chosen.map(summaryOf),
    leftOut: leftOut.map(summaryOf),
    listing,
  };
}

function summaryOf({ id, group, phase, title, summaryLabel, severity }: Check): CheckSummary {
  return { id, group, phase, title, summaryLabel, severity };
}
