import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the table of runs. Every statement may run again: MySQL keeps what was made before a migration was cut off. */
export async function createRuns(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_run')
    .ifNotExists()
    .addColumn('id', 'varchar(36)', (column) => column.notNull().primaryKey())
    .addColumn('mode', 'varchar(10)', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('started_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('finished_at', 'varchar(40)')
    .addColumn('tool_version', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator', 'varchar(255)', (column) => column.notNull())
    .addColumn('process_id', 'integer', (column) => column.notNull())
    .addColumn('database_identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('database_engine', 'varchar(20)', (column) => column.notNull())
    .addColumn('database_name', 'text', (column) => column.notNull())
    .addColumn('undoes', 'varchar(36)')
    .addColumn('options', ddl.longText, (column) => column.notNull())
    .addColumn('summary', ddl.longText)
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_run_database_state', 'peerquest_audit_run', ['database_identity', 'state']);
  await ddl.createIndex(database, 'peerquest_audit_run_started_at', 'peerquest_audit_run', ['started_at']);
}
