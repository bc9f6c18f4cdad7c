import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of alerts: what was told last of each thing, and messages on their way. Every statement may run again. */
export async function createOutbox(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_alert_state')
    .ifNotExists()
    .addColumn('topic', 'varchar(255)', (column) => column.notNull().primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', ddl.longText, (column) => column.notNull())
    .addColumn('is_bad', 'integer', (column) => column.notNull())
    .addColumn('told_at', 'varchar(40)', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_message')
    .ifNotExists()
    .addColumn('id', 'varchar(40)', (column) => column.notNull().primaryKey())
    .addColumn('channel', 'varchar(60)', (column) => column.notNull())
    .addColumn('created_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('due_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('holder', 'varchar(60)')
    .addColumn('held_until', 'varchar(40)')
    .addColumn('ended_at', 'varchar(40)')
    .addColumn('note', 'text')
    .addColumn('parts', 'integer', (column) => column.notNull())
    .addColumn('data', ddl.longText, (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_message_due', 'peerquest_audit_message', ['state', 'due_at']);
  await ddl.createIndex(database, 'peerquest_audit_message_channel', 'peerquest_audit_message', ['channel', 'due_at']);
}
