import { UsageError } from '../errors.ts';
import type { Store } from '../history/index.ts';
import { nearest } from '../nearest.ts';

/**
 * The subject of the history that is meant: the one that was named, else that of the newest run.
 *
 * @returns null where no run is kept
 * @throws UsageError where none is called that
 */
export async function chosenSubject({ history, location }: Store, name: string | undefined): Promise<string | null> {
  const all = await history.subjects();
  if (name === undefined) return all[0]?.name ?? null;
  // One that has no name is also known by that of its database.
  const found = all.find((each) => each.name === name) ?? all.find(({ title }) => title === name);
  if (found !== undefined) return found.name;
  const titles = all.map(({ title }) => title);
  const [near] = nearest(name, titles);
  const meant = near === undefined ? '' : ` (did you mean "${near}"?)`;
  throw new UsageError(
    'UNKNOWN_SUBJECT',
    all.length === 0
      ? `The store ${location} holds no runs: audit something first, or --store has to name another.`
      : `The store ${location} holds no runs of "${name}"${meant}: it knows ${titles.map((title) => `"${title}"`).join(', ')}.`,
  );
}
