import { open, readdir, stat } from 'node:fs/promises';
import { BackupTrouble } from '../trouble.ts';
import { encrypted } from './encrypted.ts';
import { HEAD_BYTES, type Format, type Recognise } from './format.ts';
import { hasPacked, isMydumperFolder } from './mydumper-folder.ts';
import { others } from './others.ts';
import { packed } from './packed.ts';
import { postgresArchive, TOC } from './postgres-archive.ts';
import { sqlDump } from './sql-dump.ts';
import { sqliteFile } from './sqlite-file.ts';

/** Every format, the surest first. */
const FORMATS: readonly Recognise[] = [sqliteFile, postgresArchive, packed, others, sqlDump, encrypted];

/**
 * What a backup is made of, by its bytes: names are not asked.
 *
 * @throws BackupTrouble for what is none that is known
 */
export async function recognise(path: string): Promise<Format> {
  if ((await stat(path)).isDirectory()) return recogniseFolder(path);
  const head = await headOf(path);
  if (head.length === 0) throw new BackupTrouble('EMPTY', 'the file is empty (0 bytes): what made it failed, or its disk was full.');
  for (const format of FORMATS) {
    const found = format(head);
    if (found !== null) return found;
  }
  throw new BackupTrouble(
    'UNKNOWN_FORMAT',
    'its first bytes are those of no SQLite file, no archive of pg_dump, no dump in SQL, and of nothing that packs: it is damaged, encrypted, or something else.',
  );
}

async function recogniseFolder(path: string): Promise<Format> {
  const names = await readdir(path);
  if (names.includes(TOC)) return { kind: 'postgres-archive', form: 'directory' };
  if (isMydumperFolder(names)) return { kind: 'mydumper', isPacked: hasPacked(names) };
  if (names.length === 0) throw new BackupTrouble('EMPTY', 'the folder is empty: what made it failed.');
  if (names.some((name) => /^\d+\.dat(?:\.\w+)?$/.test(name))) {
    throw new BackupTrouble(
      'HALF_A_FOLDER',
      `the folder holds data of pg_dump, and not its list of contents, ${TOC}: it was not copied whole.`,
    );
  }
  throw new BackupTrouble(
    'UNKNOWN_FORMAT',
    `the folder holds no ${TOC}, which a folder of pg_dump has, and no metadata of mydumper: name the file or the folder of one backup.`,
  );
}

/** The first bytes of a file. */
export async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
