import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/**
 * Moves the changes of transactions into a table of their own: an outcome is written into a short row, and SQLite need not write
 * the megabytes beside it again. Every statement may run again.
 */
export async function separatePayloads(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_payload')
    .ifNotExists()
    .addColumn('run_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('payload', ddl.longText, (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_payload_key', ['run_id', 'number'])
    .addForeignKeyConstraint('peerquest_audit_payload_transaction', ['run_id', 'number'], 'peerquest_audit_transaction', [
      'run_id',
      'number',
    ])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  if (!(await ddl.hasColumn(database, 'peerquest_audit_transaction', 'payload'))) return;
  await sql`
    insert into peerquest_audit_payload (run_id, number, payload)
    select t.run_id, t.number, t.payload from peerquest_audit_transaction t
    where not exists (select 1 from peerquest_audit_payload p where p.run_id = t.run_id and p.number = t.number)`.execute(database);
  await database.schema.alterTable('peerquest_audit_transaction').dropColumn('payload').execute();
}
