import { isAsGrave, type Severity } from '../model/index.ts';
import type { CheckChange } from './digest.ts';

/** What was known of a check when somebody looked last. */
export interface KnownCheck {
  /** The number of the run that looked. */
  readonly run: number;
  readonly count: number;
  readonly severity: Severity;
  /** Whether it ever found anything. */
  readonly hasFound: boolean;
  readonly group: string;
  readonly title: string;
}

/** What alerts know of a database's findings. */
export interface KnownFindings {
  /** The number of the last run that they know. */
  readonly run: number;
  readonly checks: Readonly<Record<string, KnownCheck>>;
  /** Why its runs fail, or a backup is unfit, since they do; null while all is well. */
  readonly trouble: string | null;
}

export const NOTHING_KNOWN: KnownFindings = { run: 0, checks: {}, trouble: null };

/** What a run has seen of a check. */
export interface SeenCheck {
  readonly check: string;
  readonly group: string;
  readonly title: string;
  readonly severity: Severity;
  /** Null where it could not look. */
  readonly count: number | null;
}

/** Which findings differ from those of the run before that looked at a check. */
export interface Differences {
  readonly appeared: number;
  readonly returned: number;
  readonly resolved: number;
}

/** What is known after a run, and what that changes. Nothing changes of a check at which it could not look. */
export function lookedAgain(
  known: KnownFindings,
  run: number,
  seen: readonly SeenCheck[],
  differences: ReadonlyMap<string, Differences>,
): { readonly checks: KnownFindings['checks']; readonly changes: readonly CheckChange[] } {
  const checks: Record<string, KnownCheck> = { ...known.checks };
  const changes: CheckChange[] = [];
  for (const { check, group, title, severity, count } of seen) {
    if (count === null) continue;
    const before = Object.hasOwn(known.checks, check) ? known.checks[check] : undefined;
    checks[check] = { run, count, severity, hasFound: count > 0 || before?.hasFound === true, group, title };
    const different = differences.get(check) ?? null;
    const what = different === null ? byCount(before, count) : byFindings(before, count, different);
    const isGraver = before !== undefined && count > 0 && before.count > 0 && !isAsGrave(before.severity, severity);
    const change = isGraver && (what === null || what === 'resolved') ? 'worse' : what;
    if (change === null) continue;
    changes.push({
      check,
      group,
      title,
      severity: count === 0 ? (before?.severity ?? severity) : severity,
      what: change,
      before: before?.count ?? null,
      after: count,
      appeared: different?.appeared ?? null,
      returned: different?.returned ?? null,
      resolved: different?.resolved ?? null,
    });
  }
  return { checks, changes };
}

function byCount(before: KnownCheck | undefined, count: number): CheckChange['what'] | null {
  const was = before?.count ?? 0;
  if (count === was) return null;
  if (count < was) return 'resolved';
  return was > 0 ? 'worse' : before?.hasFound === true ? 'returned' : 'new';
}

/** Fewer that count although none is gone are acknowledged; more although none has appeared are so no longer. */
function byFindings(
  before: KnownCheck | undefined,
  count: number,
  { appeared, returned, resolved }: Differences,
): CheckChange['what'] | null {
  const was = before?.count ?? 0;
  if (appeared > 0 && count > 0) return was > 0 ? 'worse' : 'new';
  if (returned > 0 && count > 0) return 'returned';
  if (resolved > 0) return 'resolved';
  return count > was ? 'worse' : null;
}
