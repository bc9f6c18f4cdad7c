import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the table of backups that were verified. It may run again. */
export async function createBackups(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_backup')
    .ifNotExists()
    .addColumn('id', 'varchar(36)', (column) => column.notNull().primaryKey())
    .addColumn('database_title', 'varchar(100)', (column) => column.notNull())
    .addColumn('verified_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('verdict', 'varchar(20)', (column) => column.notNull())
    .addColumn('operator', 'varchar(255)', (column) => column.notNull())
    .addColumn('data', ddl.longBytes, (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_backup_newest', 'peerquest_audit_backup', ['database_title', 'verified_at']);
}
