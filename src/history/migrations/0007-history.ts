import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/**
 * Makes the tables of the history: what each run looked at, and the findings over time. Rows are numbered within their subject, whose row is
 * held while a run is recorded. Every statement may run again.
 */
export async function createHistory(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_subject')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('name', 'varchar(200)', (column) => column.notNull().unique())
    .addColumn('last_number', 'integer', (column) => column.notNull())
    .addColumn('last_word', 'integer', (column) => column.notNull())
    .addColumn('last_span', 'integer', (column) => column.notNull())
    .addColumn('last_block', 'integer', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_word')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('word_no', 'integer', (column) => column.notNull())
    .addColumn('word', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_word_key', ['subject_id', 'word_no'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_recording')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('id', 'varchar(36)', (column) => column.notNull().unique())
    .addColumn('mode', 'varchar(10)', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('started_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('finished_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('tool_version', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator', 'varchar(255)', (column) => column.notNull())
    .addColumn('database_engine', 'varchar(20)', (column) => column.notNull())
    .addColumn('database_name', 'text', (column) => column.notNull())
    .addColumn('username', 'text')
    .addColumn('detail', 'varchar(10)', (column) => column.notNull())
    .addColumn('exit_code', 'integer', (column) => column.notNull())
    .addColumn('critical', 'integer', (column) => column.notNull())
    .addColumn('warning', 'integer', (column) => column.notNull())
    .addColumn('info', 'integer', (column) => column.notNull())
    .addColumn('acknowledged', 'integer', (column) => column.notNull())
    .addColumn('changes', 'integer', (column) => column.notNull())
    .addColumn('fixed', 'integer')
    .addColumn('rules', 'varchar(40)')
    .addColumn('data', ddl.longBytes)
    .addPrimaryKeyConstraint('peerquest_audit_recording_key', ['subject_id', 'number'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_recording_started_at', 'peerquest_audit_recording', ['started_at']);
  await database.schema
    .createTable('peerquest_audit_rules')
    .ifNotExists()
    .addColumn('hash', 'varchar(40)', (column) => column.notNull().primaryKey())
    .addColumn('data', ddl.longBytes, (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_look')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('check_no', 'integer', (column) => column.notNull())
    .addColumn('part', 'smallint', (column) => column.notNull())
    .addColumn('outcome', 'varchar(20)', (column) => column.notNull())
    .addColumn('severity', 'varchar(10)', (column) => column.notNull())
    .addColumn('found', 'integer')
    .addColumn('acknowledged', 'integer', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('examined', 'bigint')
    .addColumn('extent', 'varchar(10)', (column) => column.notNull())
    .addColumn('resolved', 'integer', (column) => column.notNull())
    .addColumn('lived_ms', 'bigint', (column) => column.notNull())
    .addColumn('seen', ddl.longBytes)
    .addPrimaryKeyConstraint('peerquest_audit_look_key', ['subject_id', 'number', 'check_no', 'part'])
    .modifyEnd(sql`${ddl.clusteredOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_look_check', 'peerquest_audit_look', ['subject_id', 'check_no', 'number']);
  await database.schema
    .createTable('peerquest_audit_check_state')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('check_no', 'integer', (column) => column.notNull())
    .addColumn('looked_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('settings_no', 'integer', (column) => column.notNull())
    .addColumn('written', 'integer')
    .addColumn('blocks', ddl.longBytes)
    .addPrimaryKeyConstraint('peerquest_audit_check_state_key', ['subject_id', 'check_no'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_span')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('span_no', 'integer', (column) => column.notNull())
    .addColumn('fingerprint', ddl.shortBytes, (column) => column.notNull())
    .addColumn('check_no', 'integer', (column) => column.notNull())
    .addColumn('cause_no', 'integer')
    .addColumn('user_hash', 'bigint')
    .addColumn('quest_hash', 'bigint')
    .addColumn('began', 'integer', (column) => column.notNull())
    .addColumn('began_as', 'smallint', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addColumn('ended', 'integer')
    .addColumn('ended_as', 'smallint')
    .addColumn('settings_no', 'integer', (column) => column.notNull())
    .addColumn('scope_hash', 'bigint')
    .addColumn('acknowledged', 'smallint', (column) => column.notNull())
    .addColumn('evidence', 'bigint')
    .addColumn('content', 'bigint')
    .addColumn('block_no', 'integer', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_span_key', ['subject_id', 'span_no'])
    .modifyEnd(sql`${ddl.clusteredOptions}`)
    .execute();
  await ddl.createIndex(database, 'peerquest_audit_span_finding', 'peerquest_audit_span', ['subject_id', 'fingerprint']);
  await ddl.createIndex(database, 'peerquest_audit_span_check', 'peerquest_audit_span', ['subject_id', 'ended', 'check_no', 'span_no']);
  await database.schema
    .createTable('peerquest_audit_block')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('block_no', 'integer', (column) => column.notNull())
    .addColumn('data', ddl.longBytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_block_key', ['subject_id', 'block_no'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_log')
    .ifNotExists()
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('piece', 'integer', (column) => column.notNull())
    .addColumn('data', ddl.longBytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_log_key', ['subject_id', 'number', 'piece'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
