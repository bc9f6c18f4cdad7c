import { sql, type Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** Makes the tables of files' hashes. Every statement may run again. */
export async function createFiles(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await database.schema
    .createTable('peerquest_audit_file')
    .ifNotExists()
    .addColumn('database_identity', 'varchar(64)', (column) => column.notNull())
    // A path can be longer than any index takes.
    .addColumn('path_hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('path', ddl.longText, (column) => column.notNull())
    .addColumn('sha256', 'varchar(64)', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('verified_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('changed_to', 'varchar(64)')
    .addPrimaryKeyConstraint('peerquest_audit_file_key', ['database_identity', 'path_hash'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
  await database.schema
    .createTable('peerquest_audit_file_reading')
    .ifNotExists()
    .addColumn('database_identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('part', 'varchar(40)', (column) => column.notNull())
    .addColumn('started_at', 'varchar(40)', (column) => column.notNull())
    .addColumn('finished_at', 'varchar(40)')
    .addPrimaryKeyConstraint('peerquest_audit_file_reading_key', ['database_identity', 'part'])
    .modifyEnd(sql`${ddl.tableOptions}`)
    .execute();
}
