import { existsSync } from 'node:fs';
import { withoutQuotes } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Settings } from './settings.ts';

type NamedDatabases = NonNullable<Settings['databases']>;

/** A database that a configuration file names. */
export type NamedDatabase = NamedDatabases[string] & { readonly name: string };

/**
 * The database that is meant, among those that the configuration file names; null where `--database` gives an address.
 *
 * @param flag `--database`; null where it is not given: then the only one that has a name is meant
 * @throws UsageError for a name that none has, and where several have one and none is chosen
 */
export function chosenDatabase(flag: string | null, databases: NamedDatabases): NamedDatabase | null {
  const all = Object.entries(databases).map(([name, database]) => ({ name, ...database }));
  const names = all.map(({ name }) => name);
  const list = names.map((name) => `"${name}"`).join(', ');
  if (flag === null) {
    const [first, second] = all;
    if (first !== undefined && second === undefined) return first;
    throw new UsageError('NO_DATABASE', `The configuration file names several databases (${list}): choose one with --database NAME.`);
  }
  const wanted = withoutQuotes(flag);
  const chosen = all.find(({ name }) => name === wanted);
  if (chosen !== undefined) return chosen;
  if (!/^[\w-]+$/.test(wanted) || existsSync(wanted)) return null;
  const [near] = nearest(wanted, names);
  throw new UsageError(
    'UNKNOWN_DATABASE',
    `The configuration file names no database "${wanted}"${near === undefined ? '' : ` (did you mean "${near}"?)`}, and there is no such file: it names ${list}.`,
  );
}
