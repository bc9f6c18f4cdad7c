import type { Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Adds the signatures of runs and transactions; what was there before has none. Every statement may run again. */
export async function addSeals(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  for (const [table, columns] of [
    ['peerquest_audit_run', ['seal', 'end_seal']],
    ['peerquest_audit_transaction', ['seal', 'outcome_seal']],
  ] as const) {
    for (const column of columns) {
      if (await ddl.hasColumn(database, table, column)) continue;
      await database.schema.alterTable(table).addColumn(column, 'varchar(64)').execute();
    }
  }
}
