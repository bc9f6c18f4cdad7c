import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAddress } from '../../database/index.ts';
import { half, METADATA, restoreOrder, rowsWritten } from '../formats/mydumper-folder.ts';
import { headOf } from '../formats/recognise.ts';
import { packed } from '../formats/packed.ts';
import type { Restored, RestoreContext } from '../restored.ts';
import { unpack } from '../unpack.ts';
import { requireRunner } from './mariadb-server.ts';
import { restoreMysql } from './restore-mysql.ts';

/** Where it is unpacked, in the scratch place. */
const UNPACKED = 'mydumper';

/** Restores a folder of mydumper: its files one after the other, as those of mysqldump are, into one database. */
export async function restoreMydumper(context: RestoreContext): Promise<Restored> {
  const { path, scratch, signal } = context;
  const names = restoreOrder(await readdir(path));
  const written = rowsWritten(await readFile(join(path, METADATA), 'utf8'));
  scratch.subfolder(UNPACKED);
  const files: string[] = [];
  for (const name of names) {
    const file = join(path, name);
    // A table without rows may have such a file.
    if ((await stat(file)).size === 0) continue;
    const format = packed(await headOf(file));
    files.push(format?.kind === 'packed' ? await unpack(file, format.by, scratch, join(UNPACKED, name), signal) : file);
  }
  const place = await restoreMysql({ files, from: null, delimiter: ';\n' }, context);
  try {
    await requireRows(place.address, written);
    return place;
  } catch (error) {
    await place.close();
    throw error;
  }
}

/** Whether all is there that was written: a file of rows that is missing leaves no other trace. */
async function requireRows(address: ServerAddress, written: ReadonlyMap<string, number>): Promise<void> {
  if (written.size === 0) return;
  const runner = await requireRunner(address);
  try {
    // Names come as they are written in SQL, not as bytes.
    await runner.run('set names latin1');
    for (const [table, rows] of written) {
      if (rows === 0) continue;
      const [{ n } = {}] = await runner.run(`select count(*) as n from \`${table.replaceAll('`', '``')}\``);
      if (Number(n) < rows) throw half(`it holds ${Number(n)} of the ${rows} rows of ${table} that its metadata names: a file is missing`);
    }
  } finally {
    await runner.close();
  }
}
