import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of who may come in: accounts, sessions and tokens, the latter by their hashes, and the deeds. Every statement may run again. */
export async function createAccess(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_account')
    .ifNotExists()
    .addColumn('name', 'varchar(100)', (column) => column.notNull().primaryKey())
    // One row has it: of several who would be the first, one is.
    .addColumn('first_of_all', 'smallint', (column) => column.unique())
    .addColumn('role', 'varchar(10)', (column) => column.notNull())
    .addColumn('password_hash', 'varchar(255)', (column) => column.notNull())
    .addColumn('created_at', 'varchar(40)', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_session')
    .ifNotExists()
    .addColumn('hash', 'varchar(64)', (column) => column.notNull().primaryKey())
    .addColumn('account', 'varchar(200)', (column) => column.notNull())
    .addColumn('stamp', 'varchar(64)', (column) => column.notNull())
    .addColumn('began_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('used_at', 'varchar(40)', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_token')
    .ifNotExists()
    .addColumn('id', 'varchar(36)', (column) => column.notNull().primaryKey())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull().unique())
    .addColumn('name', 'varchar(100)', (column) => column.notNull())
    .addColumn('role', 'varchar(10)', (column) => column.notNull())
    .addColumn('scope', 'text')
    .addColumn('created_by', 'varchar(200)', (column) => column.notNull())
    .addColumn('created_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('expires_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('revoked_at', 'varchar(40)')
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_deed')
    .ifNotExists()
    .addColumn('id', 'varchar(60)', (column) => column.notNull().primaryKey())
    .addColumn('at', 'varchar(40)', (column) => column.notNull())
    .addColumn('who', 'varchar(200)', (column) => column.notNull())
    .addColumn('way', 'varchar(10)', (column) => column.notNull())
    .addColumn('address', 'varchar(60)', (column) => column.notNull())
    .addColumn('deed', 'varchar(200)', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('correlation', 'varchar(36)', (column) => column.notNull())
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
