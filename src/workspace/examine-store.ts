import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { addressText, fileOf, type DatabaseAddress, type Diagnostic } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { openStore, type Store } from '../history/index.ts';
import { newStoreNote } from './new-store.ts';
import type { Workspace } from './workspace.ts';

const topic = 'Store';

/** What is to be known where a `.env` names a store for another database than the one that was chosen. */
export const LEAVES_DOTENV = 'the store that the file .env names is left alone, as the database is not the one that it names';

/** What a repair would find: a place for its journal, and whether something was left open. It stands in no audit's way. */
export async function examineStore(workspace: Workspace): Promise<Diagnostic> {
  try {
    const { address, source, leavesDotenv } = await workspace.whereKept();
    const from = `from ${source}${leavesDotenv ? `; ${LEAVES_DOTENV}` : ''}`;
    const obstacle = obstacleTo(address);
    if (obstacle !== null) {
      const text = `${addressText(address)} (${from}): nothing can be kept there, so no repair is possible and nothing can be acknowledged, as ${obstacle}; name another one with --store`;
      return { topic, level: 'advice', text };
    }
    // It refuses what a repair would refuse; that it is new is told below.
    await newStoreNote(workspace);
    const store = await openStore(address, 'read');
    if (store === null) return { topic, level: 'ok', text: `${addressText(address)} (${from}): made by the first repair, for its journal` };
    const last = await lastRun(store).finally(() => store.close());
    return { topic, level: 'ok', text: `${store.location} (${from}): last run ${last}` };
  } catch (error) {
    return { topic, level: 'advice', text: `no repair is possible: ${sentenceOf(error)}` };
  }
}

/** The newest run of journal and history, in words. */
async function lastRun({ runs, history }: Store): Promise<string> {
  const all = [...(await history.runs({ limit: 1 })), ...(await runs.newest(1))];
  const [last] = all.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  return last === undefined ? 'none' : `${last.id.slice(0, 8)}, ${last.mode} ${last.state}`;
}

/** What keeps this account from writing to a store that is a file, or from making it; a server says so itself when it comes to writing. */
function obstacleTo(address: DatabaseAddress): string | null {
  const file = fileOf(address);
  if (file === null) return null;
  let folder = dirname(resolve(file));
  while (!existsSync(folder)) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) return `"${folder}" is no folder`;
  // SQLite writes its journal beside the file.
  return [folder, ...(existsSync(file) ? [file] : [])].map(notToWrite).find((reason) => reason !== null) ?? null;
}

function notToWrite(path: string): string | null {
  try {
    accessSync(path, constants.W_OK);
    return null;
  } catch (error) {
    return `this account may not write to "${path}" (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}
