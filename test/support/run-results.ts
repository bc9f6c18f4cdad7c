import {
  PLAIN_SERVER,
  type CheckResult,
  type CheckSummary,
  type RepairSummary,
  type Rule,
  type RunMode,
  type RunResult,
} from '../../src/model/index.ts';

/** The part of a synchronization check that a report gets, unless said otherwise. */
export function checkSummary(over: Partial<CheckSummary> = {}): CheckSummary {
  return { id: 'quest-status', group: 'sync', phase: 5, title: 'Quest status', summaryLabel: 'Statuses', severity: 'warning', ...over };
}

/** What a run's start tells of this check. */
export function rule(check: CheckSummary): Rule {
  const words = { invariant: 'It holds.', why: 'It matters.', advice: 'Look.', repair: 'By hand.' };
  return { ...check, ...words, causes: {}, page: `docs/checks/${check.id}.md` };
}

/** What a check came to: `count` findings, or none because it did not run. */
export function checkResult(count: number | null, over: Partial<CheckResult> = {}, check: Partial<CheckSummary> = {}): CheckResult {
  return {
    check: checkSummary(check),
    outcome: count === null ? 'could-not-run' : count === 0 ? 'passed' : 'found',
    reason: count === null ? 'no SELECT on quests_quest' : null,
    count,
    acknowledged: 0,
    automatic: count,
    causes: count === null ? null : [],
    notes: [],
    durationMs: 1,
    ...over,
  };
}

/** What a repair came to: everything that it planned was applied and verified, unless said otherwise. */
export function repairSummary(over: Partial<RepairSummary> = {}): RepairSummary {
  const nothing = { entities: 0, changes: 0 };
  return {
    preview: false,
    plan: {
      entities: 1,
      changes: 1,
      byKind: { 'update quests_quest': 1 },
      doubtful: 0,
      hazards: [],
      leftOut: [],
      undoes: null,
      file: null,
    },
    applied: { entities: 1, changes: 1 },
    conflicts: nothing,
    alreadyDone: nothing,
    failed: nothing,
    interrupted: false,
    stoppedBy: null,
    journaled: true,
    verified: null,
    ...over,
  };
}

/** A run of these checks. Synchronization checks in `leftOut` were not chosen. */
export function runResult(
  checks: readonly CheckResult[],
  {
    mode = 'audit',
    repair = null,
    leftOut = [],
  }: { mode?: RunMode; repair?: RepairSummary | null; leftOut?: readonly CheckSummary[] } = {},
): RunResult {
  const { warnings, ...facts } = PLAIN_SERVER;
  return {
    start: {
      id: '00000000-0000-4000-8000-000000000001',
      mode,
      startedAt: '2026-01-02T03:04:05.000Z',
      toolVersion: '0.0.0',
      identity: null,
      host: 'host',
      address: 'db.sqlite3',
      database: { engine: 'SQLite', name: 'db.sqlite3', relations: null, ...facts },
      warnings,
      user: null,
      checks: checks.map(({ check }) => rule(check)),
      leftOut,
    },
    finishedAt: '2026-01-02T03:04:06.000Z',
    durationMs: 1000,
    totals: { usersAudited: 1, totalApplications: 2, approvedApplications: 1, totalParticipants: 1, totalQuests: 3 },
    checks,
    warnings: [],
    likelyMistakes: [],
    repair,
    past: null,
  };
}
