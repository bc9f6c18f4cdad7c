import type { Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Adds what findings date from; of those that were there before, it stands in what is said of them only. Every statement may run again. */
export async function addDatesOfSpans(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  if (await ddl.hasColumn(database, 'peerquest_audit_span', 'dated')) return;
  await database.schema.alterTable('peerquest_audit_span').addColumn('dated', 'bigint').execute();
}
