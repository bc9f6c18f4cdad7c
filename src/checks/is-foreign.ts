import type { Catalog } from '../database/index.ts';

/** The tables that PeerQuest's synchronization is about. A catalog is asked for them, whatever else it is asked for. */
export const CORE_TABLES = ['applications_application', 'quests_questparticipant', 'quests_quest'] as const;

/** Whether a database has none of the tables that the synchronization checks are about: it is another application's. */
export function isForeign(catalog: Catalog): boolean {
  return CORE_TABLES.every((table) => catalog.table(table) === undefined);
}
