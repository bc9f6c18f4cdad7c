import { readdir, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Format } from './formats/format.ts';

/** What a restore may take, as times what the backup has: unpacked it is larger, tables have indexes, and a server has its own. */
const FACTOR: Readonly<Record<Format['kind'], number>> = {
  'sqlite-file': 1,
  sql: 3,
  'postgres-archive': 8,
  mydumper: 3,
  packed: 12,
  encrypted: 0,
  other: 0,
};
const SERVER_BYTES = 400_000_000;

/** Disk that a backup needs, and what is there. */
export interface DiskNeed {
  readonly folder: string;
  readonly needed: number;
  readonly free: number;
}

/** What the scratch place of a backup will take, as far as it can be told before. */
export async function diskNeed(bytes: number, format: Format): Promise<DiskNeed> {
  const folder = tmpdir();
  const { bavail, bsize } = await statfs(folder);
  const isServer =
    ['postgres-archive', 'mydumper', 'packed'].includes(format.kind) || (format.kind === 'sql' && format.dialect !== 'sqlite');
  return {
    folder,
    needed: bytes * FACTOR[format.kind === 'mydumper' && format.isPacked ? 'packed' : format.kind] + (isServer ? SERVER_BYTES : 0),
    free: bavail * bsize,
  };
}

/** @throws UsageError where it is not there */
export function requireDisk({ folder, needed, free }: DiskNeed): void {
  if (free >= needed) return;
  throw new UsageError(
    'NO_DISK',
    `Restoring this backup may need ${bytesText(needed)} in "${folder}", where ${bytesText(free)} are free: make room, or name another folder with TMPDIR.`,
  );
}

/** Bytes of a file, or of the files of a folder. */
export async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Bytes for people. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}
