import { constants } from 'node:fs';
import { access, chmod, copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupTrouble } from '../trouble.ts';
import type { Restored, RestoreContext } from '../restored.ts';
import { checkSqlite } from './check-sqlite.ts';

/** Restores a SQLite file: a private copy, with the changes that lie beside it. */
export async function restoreSqliteFile({ path, scratch }: RestoreContext): Promise<Restored> {
  await requireWhole(path);
  const file = join(scratch.folder, 'restored.sqlite3');
  await copyPrivately(path, file);
  if (await isThere(`${path}-wal`)) await copyPrivately(`${path}-wal`, `${file}-wal`);
  return checkSqlite(file, 'a private copy');
}

async function copyPrivately(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, 0o600);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The header says how large the file is, where the last writer was one that keeps it (https://www.sqlite.org/fileformat.html, 1.3.8). */
async function requireWhole(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    if (bytesRead < 100)
      throw new BackupTrouble('TRUNCATED', `the file ends within its header, after ${bytesRead} bytes: it was not copied whole.`);
    const pageSize = buffer.readUInt16BE(16) === 1 ? 65_536 : buffer.readUInt16BE(16);
    const [changes, pages, validFor] = [buffer.readUInt32BE(24), buffer.readUInt32BE(28), buffer.readUInt32BE(92)];
    const { size } = await file.stat();
    if (changes === validFor && pages > 0 && size < pages * pageSize) {
      throw new BackupTrouble(
        'TRUNCATED',
        `the file has ${size} of the ${pages * pageSize} bytes that its header names: it was not copied whole.`,
      );
    }
  } finally {
    await file.close();
  }
}
