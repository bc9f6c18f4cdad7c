import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Check } from './define-check.ts';
import { OWN } from './own/own-check.ts';
import { checks } from './registry.ts';

/** The five synchronization checks. */
export const SYNC_GROUP = 'sync';

/** The name that stands for every check. */
export const ALL = 'all';

/** The name that stands for what runs unless something else is asked for: the synchronization checks, and the own ones. */
export const DEFAULT = 'default';

/** The checks that `--only` and `--skip` leave, and those of the synchronization checks that they leave out. */
export interface Choice {
  readonly chosen: readonly Check[];
  readonly leftOut: readonly Check[];
}

/** Whether a check is an own one. */
export function isOwn(check: Check): boolean {
  return check.source !== undefined;
}

/** The names that stand for several checks, whatever their groups. */
const SEVERAL: ReadonlyMap<string, (check: Check) => boolean> = new Map([
  [ALL, () => true],
  [DEFAULT, (check) => check.group === SYNC_GROUP || isOwn(check)],
  [OWN, isOwn],
]);

/** The names by which a check can be chosen: those of many checks first, its id last. */
export function namesOf(check: Check): readonly string[] {
  return [...[...SEVERAL].filter(([, means]) => means(check)).map(([name]) => name), check.group, check.id];
}

/**
 * The tool's checks and own ones, in the order in which they run and are reported.
 *
 * @throws UsageError where a name of an own check is taken: ids and groups are chosen by the same flags
 */
export function allChecks(own: readonly Check[]): readonly Check[] {
  const ids = new Map(checks.map((check) => [check.id, check]));
  const groups = new Set([...SEVERAL.keys(), ...[...checks, ...own].map(({ group }) => group)]);
  for (const check of own) {
    const { id, group, source } = check;
    const holder = ids.get(id);
    if (holder !== undefined) throw taken('id', id, source, `belongs to ${holder.source ?? 'a check of the tool'}`);
    if (groups.has(id)) throw taken('id', id, source, 'is the name of a group');
    if ([SYNC_GROUP, ALL, DEFAULT].includes(group)) throw taken('group', group, source, 'is the tool’s own');
    ids.set(id, check);
  }
  for (const { group, source } of own) if (ids.has(group)) throw taken('group', group, source, 'is the id of a check');
  return [...checks, ...own];
}

function taken(what: string, name: string, source: string | undefined, by: string): UsageError {
  return new UsageError('NAME_TAKEN', `The ${what} "${name}" of the check in ${source} ${by}: choose another one.`);
}

/**
 * Chooses checks by id or group, or several by `all`, `default` or `own`. Without `only`, the synchronization checks and
 * the own ones run.
 *
 * @param from all there are, as {@link allChecks} tells
 * @throws UsageError for an unknown name, with the nearest known ones, and for a choice that leaves nothing
 */
export function chooseChecks(only: readonly string[] | null, skip: readonly string[], from: readonly Check[]): Choice {
  const named = (names: readonly string[], option: string): ReadonlySet<Check> =>
    new Set(names.flatMap((name) => select(name, option, from)));
  const included = named(only ?? [DEFAULT], '--only');
  const excluded = named(skip, '--skip');
  const chosen = from.filter((check) => included.has(check) && !excluded.has(check));
  if (chosen.length === 0) {
    throw new UsageError('NOTHING_CHOSEN', 'With these --only and --skip no check is left to run: "peerquest-audit checks" lists them.');
  }
  return { chosen, leftOut: from.filter((check) => check.group === SYNC_GROUP && !chosen.includes(check)) };
}

/**
 * The check with this id.
 *
 * @throws UsageError with the nearest ids where there is none
 */
export function checkById(id: string, from: readonly Check[]): Check {
  const check = from.find((candidate) => candidate.id === id);
  if (check === undefined)
    throw unknownName(
      id,
      from.map((candidate) => candidate.id),
      'check',
    );
  return check;
}

/**
 * Sees to it that names mean checks, wherever they stand.
 *
 * @param option where they stand, for the error
 * @throws UsageError for an unknown name, with the nearest known ones
 */
export function requireKnown(names: readonly string[], option: string, from: readonly Check[]): void {
  for (const name of names) select(name, option, from);
}

function select(name: string, option: string, from: readonly Check[]): readonly Check[] {
  const found = from.filter((check) => namesOf(check).includes(name));
  if (found.length > 0) return found;
  if (name === OWN) {
    throw new UsageError(
      'NO_OWN_CHECKS',
      `There is no check of your own for ${option}: "checks" and "sqlChecks" in the configuration file name them.`,
    );
  }
  const known = [...new Set(from.flatMap((check) => [check.id, check.group]))];
  throw unknownName(name, known, 'check or group', ` for ${option}`);
}

function unknownName(name: string, known: readonly string[], what: string, where = ''): UsageError {
  const near = nearest(name, known);
  const hint =
    near.length > 0 ? `did you mean ${near.map((candidate) => `"${candidate}"`).join(' or ')}?` : '"peerquest-audit checks" lists them.';
  return new UsageError('UNKNOWN_CHECK', `There is no ${what} "${name}"${where}: ${hint}`);
}
