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
  readonly title?: string;
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
  const met = new MetFindings({ wish: () => ({ version: '1', saysByItself: true, dated: 'at' }), known: () => [] });
  const recorded: RecordedLook[] = [];
  for (const [check, look] of Object.entries(looks)) {
    const found = typeof look === 'object' && look !== null ? look : [];
    await meet(met, { check, part: 0 }, found);
    const count = look === null ? null : typeof look === 'number' ? look : found.filter((one) => one.acknowledged !== true).length;
    const isWhole = look !== null && (typeof look === 'object' || look === 0);
    recorded.push(
      madeLook(
        { check, part: 0, lookedAt: startedAt, count, extent: isWhole ? (user === null ? 'all' : 'user') : 'none' },
        {
          severity: severities[check] ?? 'warning',
          acknowledged: found.length - (typeof look === 'object' ? (count ?? 0) : 0),
          durationMs: durations[check] ?? 1,
          examined: examined[check] ?? null,
        },
      ),
    );
  }
  await met.end();
  return recordingOf({ number, subject, startedAt, user, looks: recorded, met }, changes);
}

/** Tells of the findings of a look: those that count, then those that are acknowledged. */
export async function meet(met: MetFindings, look: Pick<RecordedLook, 'check' | 'part'>, found: readonly MadeFinding[]): Promise<void> {
  for (const acknowledged of [false, true]) {
    const those = found.filter((one) => (one.acknowledged ?? false) === acknowledged);
    if (those.length === 0) continue;
    const findings = those.map((one) => madeFinding(look.check, one));
    await met.add(look, findings, acknowledged);
  }
}

/** What a look came to, as it is recorded; null as its count where the check could not run. */
export function madeLook(
  look: Pick<RecordedLook, 'check' | 'part' | 'lookedAt' | 'extent' | 'count'>,
  changes: Partial<RecordedLook> = {},
): RecordedLook {
  return {
    ...look,
    outcome: look.count === null ? 'could-not-run' : look.count === 0 ? 'passed' : 'found',
    severity: 'warning',
    acknowledged: 0,
    durationMs: 1,
    examined: null,
    ...changes,
  };
}

/** A run with these looks, as most are. */
export function recordingOf(
  {
    number,
    user,
    ...made
  }: Pick<Recording, 'subject' | 'startedAt' | 'looks' | 'met'> & { readonly number: number; readonly user: string | null },
  changes: Partial<Recording> = {},
): Recording {
  return {
    ...made,
    id: runId(number),
    identity: `identity of ${made.subject}`,
    mode: 'audit',
    state: 'finished',
    finishedAt: made.startedAt,
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
    comparedWith: new Map(),
    log: [],
    ...changes,
  };
}

/** A finding as a check tells it. */
export function madeFinding(check: string, made: MadeFinding): Finding {
  const { id, user, cause, acknowledged, actual = { value: 1 }, title = `Quest ${id}` } = made;
  const key = { rowId: id };
  return {
    check,
    fingerprint: fingerprint(check, key),
    key,
    user: user === undefined ? null : { id: user, username: user },
    quest: { id, title },
    cause: cause ?? null,
    expected: { value: 0 },
    actual,
    repair: 'manual',
    headline: line`${title} is wrong`,
    details: [],
    ...(acknowledged === true ? { acknowledgement: { standing: 'holds', reason: 'r', by: 'b', on: '2026-01-01', until: null } } : {}),
  };
}
