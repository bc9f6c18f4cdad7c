import { djangoTime } from '../../model/index.ts';

/** A word that fits, and what it means. */
export type Fit = readonly [word: string, meaning: string];

/** How many runs are proposed: what a person can choose from. */
const RUNS = 20;

/**
 * The tool's own checks, with their groups where these are wanted. Those of the user are left out: their configuration may be a program,
 * which pressing a key must not run.
 */
export async function knownChecks(withGroups: boolean): Promise<readonly Fit[]> {
  const { allChecks } = await import('../../checks/index.ts');
  const checks = allChecks([]);
  const groups = withGroups ? [...new Set(checks.map(({ group }) => group))] : [];
  return [...checks.map(({ id, title }): Fit => [id, title]), ...groups.map((group): Fit => [group, 'a group of checks'])];
}

/** The newest runs of the store that the flag, the environment or the default names, where that is a file: a server may be far away. */
export async function knownRuns(store: string | undefined): Promise<readonly Fit[]> {
  const { newestRuns } = await import('../../workspace/index.ts');
  const runs = (await newestRuns(store, RUNS)).map(({ id, startedAt, mode, state }): Fit => {
    return [id.slice(0, 8), `${djangoTime(startedAt).slice(0, 16)} ${mode}, ${state}`];
  });
  return runs.length === 0 ? [] : [['last', 'the newest'], ...runs];
}
