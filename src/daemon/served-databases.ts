import { UNNAMED } from '../model/index.ts';
import type { NamedDatabase } from '../server/index.ts';
import type { Workspace } from '../workspace/index.ts';

/**
 * The databases that the service looks after: all that the configuration file names, or the one that is named otherwise. None is
 * connected to; each has an address that can be meant.
 *
 * @param chosen `--database`
 * @throws UsageError, RefusedError naming what is wrong
 */
export async function servedDatabases(workspace: Workspace, chosen: string | undefined): Promise<readonly NamedDatabase[]> {
  const names = chosen === undefined ? Object.keys(workspace.settings.databases ?? {}) : [];
  const databases = names.length === 0 ? [await one(workspace)] : names.map((name) => named(name, workspace.on(name)));
  for (const database of databases) await database.workspace.database();
  return databases;
}

/** The only one: it has a name where the configuration file gives it one. */
async function one(workspace: Workspace): Promise<NamedDatabase> {
  const { address } = await workspace.database();
  const name = address.subject?.backup ?? address.subject?.name ?? null;
  return name === null ? { name, title: UNNAMED, workspace } : named(name, workspace);
}

function named(name: string, workspace: Workspace): NamedDatabase {
  return { name, title: name, workspace };
}
