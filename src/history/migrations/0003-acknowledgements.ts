import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the table of acknowledgements. The statement may run again. */
export async function createAcknowledgements(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_acknowledgement')
    .ifNotExists()
    .addColumn('database_identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('fingerprint', 'varchar(32)', (column) => column.notNull())
    .addColumn('check_id', 'varchar(200)', (column) => column.notNull())
    .addColumn('finding_key', 'text', (column) => column.notNull())
    .addColumn('evidence', 'varchar(32)', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('acknowledged_by', 'varchar(255)', (column) => column.notNull())
    .addColumn('acknowledged_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('holds_until', 'varchar(10)')
    .addPrimaryKeyConstraint('peerquest_audit_acknowledgement_key', ['database_identity', 'fingerprint'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
