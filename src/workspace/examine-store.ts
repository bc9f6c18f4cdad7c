import { addressText, type Diagnostic } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { openStore } from '../history/index.ts';
import type { Workspace } from './workspace.ts';

const topic = 'Store';

/** What is to be known where a `.env` names a store for another database than the one that was chosen. */
export const LEAVES_DOTENV = 'the store that the file .env names is left alone, as the database is not the one that it names';

/** What a repair would find: a place for its journal, and whether something was left open. It stands in no audit's way. */
export async function examineStore(workspace: Workspace): Promise<Diagnostic> {
  try {
    const { address, source, leavesDotenv } = await workspace.whereKept();
    const from = `from ${source}${leavesDotenv ? `; ${LEAVES_DOTENV}` : ''}`;
    const store = await openStore(address, 'read');
    if (store === null) return { topic, level: 'ok', text: `${addressText(address)} (${from}): made by the first repair, for its journal` };
    const [last] = await store.runs.newest(1).finally(() => store.close());
    const run = last === undefined ? 'none' : `${last.id.slice(0, 8)}, ${last.state}`;
    return { topic, level: 'ok', text: `${store.location} (${from}): last run ${run}` };
  } catch (error) {
    return { topic, level: 'advice', text: `no repair is possible: ${sentenceOf(error)}` };
  }
}
