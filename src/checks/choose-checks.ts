import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Check } from './define-check.ts';
import { checks } from './registry.ts';

/** The five synchronization checks: what runs unless something else is asked for. */
export const DEFAULT_GROUP = 'sync';

/** The name that stands for every check. */
export const ALL = 'all';

/** The checks that `--only` and `--skip` leave, and those of the default group that they leave out. */
export interface Choice {
  readonly chosen: readonly Check[];
  readonly leftOut: readonly Check[];
}

/**
 * Chooses checks by id or group, or all of them by `all`. Without `only`, the five synchronization checks run.
 *
 * @throws UsageError for an unknown name, with the nearest known ones, and for a choice that leaves nothing
 */
export function chooseChecks(only: readonly string[] | null, skip: readonly string[]): Choice {
  const named = (names: readonly string[], option: string): ReadonlySet<Check> => new Set(names.flatMap((name) => select(name, option)));
  const included = only === null ? new Set(checks.filter(({ group }) => group === DEFAULT_GROUP)) : named(only, '--only');
  const excluded = named(skip, '--skip');
  const chosen = checks.filter((check) => included.has(check) && !excluded.has(check));
  if (chosen.length === 0) {
    throw new UsageError('NOTHING_CHOSEN', 'With these --only and --skip no check is left to run: "peerquest-audit checks" lists them.');
  }
  return { chosen, leftOut: checks.filter((check) => check.group === DEFAULT_GROUP && !chosen.includes(check)) };
}

/**
 * The check with this id.
 *
 * @throws UsageError with the nearest ids where there is none
 */
export function checkById(id: string): Check {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined)
    throw unknownName(
      id,
      checks.map((candidate) => candidate.id),
      'check',
    );
  return check;
}

function select(name: string, option: string): readonly Check[] {
  const found = checks.filter((check) => check.id === name || check.group === name || name === ALL);
  if (found.length > 0) return found;
  const known = [...new Set(checks.flatMap((check) => [check.id, check.group]))];
  throw unknownName(name, known, `check or group for ${option}`);
}

function unknownName(name: string, known: readonly string[], what: string): UsageError {
  const near = nearest(name, known);
  const hint =
    near.length > 0 ? `did you mean ${near.map((candidate) => `"${candidate}"`).join(' or ')}?` : '"peerquest-audit checks" lists them.';
  return new UsageError('UNKNOWN_CHECK', `There is no ${what} "${name}": ${hint}`);
}
