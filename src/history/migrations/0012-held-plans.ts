import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of plans that are held for whoever has seen them. Every statement may run again. */
export async function createHeldPlans(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_held_plan')
    .ifNotExists()
    .addColumn('id', 'varchar(36)', (column) => column.notNull().primaryKey())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('account', 'varchar(200)', (column) => column.notNull())
    .addColumn('database_title', 'varchar(100)', (column) => column.notNull())
    .addColumn('run', 'varchar(36)')
    .addColumn('changes', 'integer', (column) => column.notNull())
    .addColumn('entities', 'integer')
    .addColumn('created_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('expires_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('taken_at', 'varchar(40)')
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_held_plan_piece')
    .ifNotExists()
    .addColumn('plan_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('piece', 'integer', (column) => column.notNull())
    .addColumn('data', ddl.longBytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('peerquest_audit_held_plan_piece_key', ['plan_id', 'piece'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
