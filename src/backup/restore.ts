import type { Format } from './formats/format.ts';
import type { Restored, RestoreContext } from './restored.ts';
import { BackupTrouble } from './trouble.ts';

/**
 * Restores what was recognised into the scratch place. What a format needs is loaded when it is there.
 *
 * @throws BackupTrouble for what cannot be restored; UsageError where this machine lacks what it takes
 */
export async function restore(format: Format, context: RestoreContext): Promise<Restored> {
  switch (format.kind) {
    case 'sqlite-file':
      return (await import('./engines/restore-sqlite-file.ts')).restoreSqliteFile(context);
    case 'sql':
      if (format.dialect === 'sqlite') return (await import('./engines/restore-sqlite-dump.ts')).restoreSqliteDump(context);
      if (format.dialect === 'postgresql') return (await import('./engines/restore-postgres.ts')).restorePostgresSql(format.from, context);
      return (await import('./engines/restore-mysql.ts')).restoreMysql({ files: [context.path], from: format.from }, context);
    case 'mydumper':
      return (await import('./engines/restore-mydumper.ts')).restoreMydumper(context);
    case 'postgres-archive':
      return (await import('./engines/restore-postgres.ts')).restorePostgresArchive(format, context);
    case 'encrypted':
      throw new BackupTrouble(
        'ENCRYPTED',
        `it is encrypted (${format.by}), and no key was given: name the file that holds it with --key-file.`,
      );
    case 'other':
      throw new BackupTrouble('WRONG_ENGINE', `it is ${format.what}, which no engine that is audited here restores.`);
    case 'packed':
      throw new BackupTrouble('PACKED_TOO_OFTEN', 'it is packed more than three times over.');
  }
}
