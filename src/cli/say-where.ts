import { addressText, isNoStore } from '../database/index.ts';
import { AuditToolError } from '../errors.ts';
import { printed } from '../model/index.ts';
import { LEAVES_DOTENV, type Workspace } from '../workspace/index.ts';
import type { GlobalFlags } from './options.ts';
import type { Terminal } from './terminal.ts';

/**
 * Says before anything happens which database and which store are meant, and what said so. Where flags and variables said it, the
 * operator knows already: without `--debug` only what a file of the folder says is told.
 */
export async function sayWhere(workspace: Workspace, { debug }: Pick<GlobalFlags, 'debug'>, terminal: Terminal): Promise<void> {
  const { address, source } = await workspace.database();
  try {
    const store = await workspace.whereKept();
    const isSaidByFile = store.leavesDotenv || [source, store.source].some((said) => said.includes('the file .env'));
    if (debug !== true && !isSaidByFile) return;
    const note = store.leavesDotenv ? ` (${LEAVES_DOTENV})` : '';
    terminal.warn(
      printed`Database ${addressText(address)}, from ${source}; store ${addressText(store.address)}, from ${store.source}${note}.`,
    );
  } catch (error) {
    // It is told where the store is needed.
    if (!(error instanceof AuditToolError)) throw error;
  }
}

/** Where acknowledgements and runs are kept, in words; null where nothing says where: that is told where they are needed. */
export async function keptIn(workspace: Workspace): Promise<string | null> {
  try {
    const { address } = await workspace.whereKept();
    return addressText(address) + (isNoStore(address) ? ' (nothing is kept there yet)' : '');
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    return null;
  }
}
