import { open, stat } from 'node:fs/promises';
import { DatabaseError } from '../../errors.ts';
import type { SqliteAddress } from '../address.ts';
import { kindOf } from './file-kind.ts';
import { requireKind, unreadable } from './open.ts';

/** What every SQLite file begins with. */
const MAGIC = 'SQLite format 3\0';

/**
 * Whether the file is there, can be read and is a SQLite database. It is not opened as one: that would wait for whoever holds it, or for a
 * disk that hangs, with the whole process.
 *
 * @throws DatabaseError where it is not
 */
export async function pingSqlite({ file }: SqliteAddress): Promise<void> {
  const start = Buffer.alloc(MAGIC.length);
  let length: number;
  try {
    requireKind(kindOf(await stat(file)), file);
    const opened = await open(file);
    try {
      length = (await opened.read(start, 0, start.length, 0)).bytesRead;
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw error instanceof DatabaseError ? error : unreadable(error, file);
  }
  // A file without a byte is a database without a table.
  if (length > 0 && start.toString('latin1') !== MAGIC)
    throw new DatabaseError('NOT_A_DATABASE', `"${file}" is not a SQLite database (or it is encrypted): check the path.`);
}
