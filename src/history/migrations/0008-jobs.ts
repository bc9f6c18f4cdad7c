import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of the schedule: who is at what, and what has become of each job. Every statement may run again. */
export async function createJobs(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_lease')
    .ifNotExists()
    .addColumn('name', 'varchar(200)', (column) => column.notNull().primaryKey())
    .addColumn('holder', 'varchar(60)')
    .addColumn('beat', 'integer', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_job')
    .ifNotExists()
    .addColumn('job', 'varchar(60)', (column) => column.notNull())
    .addColumn('database_name', 'varchar(60)', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('due_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('run_id', 'varchar(36)')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('retry_at', 'varchar(40)')
    .addColumn('started_at', 'varchar(40)')
    .addColumn('finished_at', 'varchar(40)')
    .addColumn('exit_code', 'integer')
    .addColumn('error', 'text')
    .addPrimaryKeyConstraint('peerquest_audit_job_key', ['job', 'database_name'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
