import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of probes: how each is, and its results, counted by hours, days and altogether. Every statement may run again. */
export async function createProbes(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_probe')
    .ifNotExists()
    .addColumn('name', 'varchar(100)', (column) => column.notNull().primaryKey())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('since', 'varchar(40)', (column) => column.notNull())
    .addColumn('pending', 'varchar(255)', (column) => column.notNull())
    .addColumn('looked_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('outcome', 'varchar(10)', (column) => column.notNull())
    .addColumn('latency_ms', 'integer')
    .addColumn('status', 'integer')
    .addColumn('reason', 'varchar(255)')
    .addColumn('certificate_ends', 'varchar(40)')
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_probe_tally')
    .ifNotExists()
    .addColumn('name', 'varchar(100)', (column) => column.notNull())
    .addColumn('grain', 'varchar(10)', (column) => column.notNull())
    .addColumn('start', 'varchar(20)', (column) => column.notNull())
    .addColumn('outcome', 'varchar(10)', (column) => column.notNull())
    .addColumn('bucket', 'smallint', (column) => column.notNull())
    .addColumn('results', 'integer', (column) => column.notNull())
    .addColumn('total_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_probe_tally_key', ['name', 'grain', 'start', 'outcome', 'bucket'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
