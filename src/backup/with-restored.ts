import type { DatabaseAddress } from '../database/index.ts';
import { decrypt } from './decrypt.ts';
import { bytesOf, diskNeed, requireDisk, type DiskNeed } from './disk.ts';
import { formatText } from './format-text.ts';
import { recognise } from './formats/recognise.ts';
import type { Format } from './formats/format.ts';
import { obtain, type Source } from './obtain.ts';
import { restore } from './restore.ts';
import type { Restored } from './restored.ts';
import { makeScratch, type Scratch } from './scratch.ts';
import { unpack } from './unpack.ts';

/** Which backup is to be restored, and with what. */
export interface RestoreWish {
  readonly source: Source;
  /** A file that holds the key of an encrypted one; null for none. */
  readonly keyFile: string | null;
  /** An empty database to restore into, where the backup is of its engine; null for a throwaway server. */
  readonly server: DatabaseAddress | null;
}

/** What the program around lends to a restore. */
export interface RestorePorts {
  readonly signal?: AbortSignal | undefined;
  /** Hears what disk it will take, before anything is written. */
  readonly announce: (need: DiskNeed) => void;
}

/** What is learnt of a backup on the way, also where it cannot be restored in the end. */
export interface Learnt {
  bytes: number;
  /** What it is made of, from the outside to the inside, such as gzip and then SQL. */
  readonly formats: string[];
}

/** So many layers of packing are taken off. */
const LAYERS = 3;

/**
 * Restores a backup into a scratch place, and works with it there. Nothing of it stays.
 *
 * @param work is handed the place, and how many milliseconds it took to restore
 * @throws BackupTrouble for what cannot be restored; UsageError where this machine lacks what it takes; errors of the file system
 */
export async function withRestored<T>(
  { source, keyFile, server }: RestoreWish,
  { signal, announce }: RestorePorts,
  learnt: Learnt,
  work: (place: Restored, durationMs: number) => Promise<T>,
): Promise<T> {
  const scratch = makeScratch();
  try {
    const path = await obtain(source, scratch, signal);
    learnt.bytes = await bytesOf(path);
    const outer = await recognise(path);
    const need = await diskNeed(learnt.bytes, outer);
    announce(need);
    requireDisk(need);
    const { format, inner } = await unpacked(path, outer, scratch, learnt.formats, keyFile, signal);
    const restoring = performance.now();
    const place = await restore(format, { path: inner, scratch, signal, server });
    try {
      return await work(place, Math.round(performance.now() - restoring));
    } finally {
      await place.close();
    }
  } finally {
    scratch.remove();
  }
}

/** What is inside of as many layers of packing as there are. */
async function unpacked(
  path: string,
  outer: Format,
  scratch: Scratch,
  formats: string[],
  keyFile: string | null,
  signal: AbortSignal | undefined,
) {
  let [format, inner] = [outer, path];
  formats.push(formatText(format));
  for (let layer = 1; layer <= LAYERS; layer++) {
    const name = `unpacked-${layer}`;
    if (format.kind === 'packed') inner = await unpack(inner, format.by, scratch, name, signal);
    else if (format.kind === 'encrypted' && keyFile !== null) inner = await decrypt(inner, format.by, keyFile, scratch, name, signal);
    else break;
    format = await recognise(inner);
    formats.push(formatText(format));
    requireDisk(await diskNeed(await bytesOf(inner), format));
  }
  return { format, inner };
}
