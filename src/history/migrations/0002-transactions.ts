import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the journal: a row for each transaction of a run. Every statement may run again. */
export async function createTransactions(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_transaction')
    .ifNotExists()
    .addColumn('run_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('transaction_id', 'varchar(64)')
    .addColumn('entities', 'integer', (column) => column.notNull())
    .addColumn('changes', 'integer', (column) => column.notNull())
    .addColumn('intended_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('settled_at', 'varchar(40)')
    // Last: SQLite counts states and changes without reading through megabytes of payload.
    .addColumn('payload', ddl.longText, (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_transaction_key', ['run_id', 'number'])
    .addForeignKeyConstraint('peerquest_audit_transaction_run', ['run_id'], 'peerquest_audit_run', ['id'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  // Every repair begins with a search for intents that nobody has settled, which are few.
  await ddl.createIndex(database, 'peerquest_audit_transaction_state', 'peerquest_audit_transaction', ['state']);
}
