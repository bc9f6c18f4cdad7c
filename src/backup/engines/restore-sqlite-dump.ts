import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import type { Restored, RestoreContext } from '../restored.ts';
import { refuseHostile } from '../scan/refuse-hostile.ts';
import { scanDump } from '../scan/scan-dump.ts';
import { SqlScanner, type Piece } from '../scan/scan-sql.ts';
import { BackupTrouble } from '../trouble.ts';
import { checkSqlite } from './check-sqlite.ts';

/** Restores what `.dump` of sqlite3 wrote into a new file. No shell reads it: statement after statement is run by this program's own driver. */
export async function restoreSqliteDump({ path, scratch, signal }: RestoreContext): Promise<Restored> {
  const parts = (): AsyncIterable<string> => createReadStream(path, { encoding: 'utf8' });
  await scanDump(parts(), 'sqlite');
  const file = join(scratch.folder, 'restored.sqlite3');
  writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
  const database = openSqliteFile(file, { use: 'write' });
  const scanner = new SqlScanner('sqlite', true);
  let number = 0;
  const run = (pieces: Iterable<Piece>): void => {
    for (const piece of pieces) {
      number++;
      if (scanner.isCut) throw cut();
      refuseHostile(piece, 'sqlite');
      if (piece.kind !== 'statement') continue;
      if (/^\s*ROLLBACK\b/i.test(piece.words)) {
        throw new BackupTrouble(
          'DUMP_HAS_ERRORS',
          'the dump ends with ROLLBACK, which sqlite3 writes where it met damage: the database was damaged when it was dumped.',
        );
      }
      runOne(piece.text, number);
    }
  };
  const runOne = (text: string, at: number): void => {
    try {
      // Text that is more than one statement is refused by the driver: nothing runs that was not looked at.
      const statement = database.prepare(text);
      if (statement.reader) statement.all();
      else statement.run();
    } catch (error) {
      throw new BackupTrouble('RESTORE_ERRORS', `statement ${at} of the dump fails (${sentenceOf(error)}).`);
    }
  };
  try {
    database.pragma('synchronous = off');
    for await (const part of parts()) {
      signal?.throwIfAborted();
      run(scanner.push(part));
    }
    run(scanner.end());
    if (scanner.isCut || database.inTransaction) throw cut();
  } finally {
    database.close();
  }
  return checkSqlite(file, 'a new SQLite file');
}

function cut(): BackupTrouble {
  return new BackupTrouble('TRUNCATED', 'the dump ends before its COMMIT: it was not written or copied whole.');
}
