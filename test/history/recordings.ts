import { MetFindings } from '../../src/history/met-findings.ts';
import { hash48 } from '../../src/history/packed.ts';
import type { RecordedLook, Recording } from '../../src/history/recording.ts';
import { fingerprint, line, type Evidence, type Finding, type Severity } from '../../src/model/index.ts';
import { runId } from './fixtures.ts';

/** A finding of a run that is made up. */
export interface MadeFinding {
  readonly id: number;
  readonly user?: string;
  readonly cause?: string;
  readonly acknowledged?: boolean;
  readonly actual?: Evidence;
}

/** What a made-up run found of a check; null where it could not run, a number where it only counted. */
export type MadeLook = readonly MadeFinding[] | number | null;

/** What a run that is made up is like, where it is not like most. */
export interface MadeRun {
  readonly subject: string;
  /** Runs with higher numbers are newer. */
  readonly number: number;
  /** How far after the one before it began, in minutes from the first. */
  readonly minute?: number;
  readonly user?: string | null;
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly examined?: Readonly<Record<string, number>>;
  readonly durations?: Readonly<Record<string, number>>;
  readonly changes?: Partial<Recording>;
  readonly looks: Readonly<Record<string, MadeLook>>;
}

/** When the run of a minute began. */
export const minuteOf = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();

/** A run as it is recorded. */
export async function madeRecording({ subject, number, minute = number, user = null, looks, ...rest }: MadeRun): Promise<Recording> {
  const { severities = {}, examined = {}, durations = {}, changes = {} } = rest;
  const startedAt = minuteOf(minute);
  const met = new MetFindings({ version: '1', saysByItself: () => true, known: () => [] });
  const recorded: RecordedLook[] = [];
  for (const [check, look] of Object.entries(looks)) {
    const found = typeof look === 'object' && look !== null ? look : [];
    for (const acknowledged of [false, true]) {
      const those = found.filter((one) => (one.acknowledged ?? false) === acknowledged);
      if (those.length > 0)
        await met.add(
          { check, part: 0 },
          those.map((one) => madeFinding(check, one)),
          acknowledged,
        );
    }
    const count = look === null ? null : typeof look === 'number' ? look : found.filter((one) => one.acknowledged !== true).length;
    const isWhole = look !== null && (typeof look === 'object' || look === 0);
    recorded.push({
      check,
      part: 0,
      outcome: count === null ? 'could-not-run' : count === 0 ? 'passed' : 'found',
      severity: severities[check] ?? 'warning',
      count,
      acknowledged: found.length - (typeof look === 'object' ? (count ?? 0) : 0),
      durationMs: durations[check] ?? 1,
      examined: examined[check] ?? null,
      lookedAt: startedAt,
      extent: isWhole ? (user === null ? 'all' : 'user') : 'none',
    });
  }
  await met.end();
  return {
    id: runId(number),
    subject,
    identity: `identity of ${subject}`,
    mode: 'audit',
    state: 'finished',
    startedAt,
    finishedAt: startedAt,
    durationMs: 1,
    toolVersion: '0.1.0',
    operator: 'ann@host',
    database: { engine: 'SQLite', name: 'db' },
    user: user === null ? null : { hash: hash48(user), username: user },
    detail: 'findings',
    settings: 'plain',
    exitCode: 0,
    findings: { critical: 0, warning: 0, info: 0 },
    acknowledged: 0,
    changes: 0,
    fixed: null,
    rules: [],
    data: {},
    looks: recorded,
    met,
    comparedWith: new Map(),
    log: [],
    ...changes,
  };
}

function madeFinding(check: string, { id, user, cause, acknowledged, actual = { value: 1 } }: MadeFinding): Finding {
  const key = { rowId: id };
  return {
    check,
    fingerprint: fingerprint(check, key),
    key,
    user: user === undefined ? null : { id: user, username: user },
    quest: { id, title: `Quest ${id}` },
    cause: cause ?? null,
    expected: { value: 0 },
    actual,
    repair: 'manual',
    headline: line`${id} is wrong`,
    details: [],
    ...(acknowledged === true ? { acknowledgement: { standing: 'holds', reason: 'r', by: 'b', on: '2026-01-01', until: null } } : {}),
  };
}
