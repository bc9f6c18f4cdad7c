/** How fast something was. */
export interface Pace {
  readonly durationMs: number;
  /** Rows that were looked at; null where nobody counted them. */
  readonly examined: number | null;
  readonly rowsPerSecond: number | null;
}

/** How fast a check was in a run. */
export interface CheckPace extends Pace {
  readonly check: string;
  /** Whether it is the audit after a repair that is meant. */
  readonly afterwards: boolean;
}

/** How fast a run was: its rows are those of the checks of which they are known, and its rows per second go by the time that these took. */
export interface RunPace extends Pace {
  /** Those that gave an answer, in the order of the run. */
  readonly checks: readonly CheckPace[];
}

/** What is to be known of a look at a check. */
interface TimedLook {
  readonly check: string;
  readonly part: 0 | 1;
  /** Null where it gave no answer. */
  readonly count: number | null;
  readonly durationMs: number;
  readonly examined: number | null;
}

/** How fast a run and its checks were. */
export function paceOf(durationMs: number, looks: readonly TimedLook[]): RunPace {
  const checks = looks
    .filter(({ count }) => count !== null)
    .map(({ check, part, ...took }): CheckPace => ({ check, afterwards: part === 1, ...paced(took.durationMs, took.examined) }));
  const counted = checks.filter(({ examined }) => examined !== null);
  const sum = (member: 'examined' | 'durationMs'): number => counted.reduce((total, each) => total + (each[member] ?? 0), 0);
  const known = paced(sum('durationMs'), counted.length === 0 ? null : sum('examined'));
  return { ...known, durationMs, checks };
}

function paced(durationMs: number, examined: number | null): Pace {
  // What took no measurable time has no speed.
  return { durationMs, examined, rowsPerSecond: examined === null || durationMs <= 0 ? null : Math.round((examined / durationMs) * 1000) };
}

/** The middle of numbers, in the middle between the two of an even number; null of none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
