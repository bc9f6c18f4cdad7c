import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { addressText, fileOf, isNoStore } from '../database/index.ts';
import { AuditToolError, UsageError } from '../errors.ts';
import { printed, shellWord } from '../model/index.ts';
import type { Workspace } from './workspace.ts';

/**
 * What a person should know of a store that is made now, before they agree to it: in another one, findings may be acknowledged. Null for one
 * that is there, and for a server, of which only a connection tells.
 *
 * @throws UsageError for one that somebody named and whose folder is not there either: the name is mistyped, or the folder is to be made first
 */
export async function newStoreNote(workspace: Workspace): Promise<string | null> {
  const store = await workspace.whereKept().catch((error: unknown) => {
    // It is told where the store is needed.
    if (error instanceof AuditToolError) return null;
    throw error;
  });
  const file = store === null ? null : fileOf(store.address);
  if (store === null || file === null || !isNoStore(store.address)) return null;
  const folder = dirname(file);
  if (store.isNamed && statSync(folder, { throwIfNoEntry: false }) === undefined) {
    throw new UsageError(
      'NO_STORE_FOLDER',
      `The store "${file}", which ${store.source} names, is in no folder that is there: what is acknowledged elsewhere would be taken for new; check the name, or make its folder first: mkdir -p ${shellWord(folder)}`,
    );
  }
  return printed`Note: the store ${addressText(store.address)} (from ${store.source}) is new: nothing is acknowledged in it, and it knows of no run.`;
}
