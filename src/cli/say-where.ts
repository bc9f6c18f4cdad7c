import type { FoundDatabase, Settings } from '../config/index.ts';
import { addressText } from '../database/index.ts';
import { AuditToolError } from '../errors.ts';
import { printed } from '../model/index.ts';
import type { GlobalFlags } from './options.ts';
import { locateStore } from './store-address.ts';
import type { Terminal } from './terminal.ts';

/** What is to be known where a `.env` names a store for another database than the one that was chosen. */
export const LEAVES_DOTENV = 'the store that the file .env names is left alone, as the database is not the one that it names';

/**
 * Says before anything happens which database and which store are meant, and what said so. Where flags and variables said it, the
 * operator knows already: without `--debug` only what a file of the folder says is told.
 */
export async function sayWhere(
  { address, source }: FoundDatabase,
  flags: Pick<GlobalFlags, 'debug'> & { readonly store?: string },
  settings: Settings,
  terminal: Terminal,
): Promise<void> {
  try {
    const store = await locateStore(flags.store, settings, address);
    const isSaidByFile = store.leavesDotenv || [source, store.source].some((said) => said.includes('the file .env'));
    if (flags.debug !== true && !isSaidByFile) return;
    const note = store.leavesDotenv ? ` (${LEAVES_DOTENV})` : '';
    terminal.warn(
      printed`Database ${addressText(address)}, from ${source}; store ${addressText(store.address)}, from ${store.source}${note}.`,
    );
  } catch (error) {
    // It is told where the store is needed.
    if (!(error instanceof AuditToolError)) throw error;
  }
}
