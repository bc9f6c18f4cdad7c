import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync, type Stats } from 'node:fs';

/** Why a file is not read, as a word or two to stand in brackets. */
export class UnreadableFile extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** How a file is to be opened. */
export interface Opening {
  /** Looks at what was opened, before anything is read from it, and throws what speaks against it. */
  readonly judge?: (opened: Stats) => void;
  /** Whether the name may be that of a link. */
  readonly links?: 'followed' | 'refused';
}

// Without O_NONBLOCK, opening a pipe waits for its other end. Windows has neither flag, which then count as none.
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const CHUNK = 262_144;

/**
 * Opens a plain file to read it. Its kind, and what `judge` asks for, are those of what was opened: the name may belong to another
 * file by then.
 *
 * @returns its descriptor, to be closed by the caller, and what it looked like
 * @throws UnreadableFile when it is no plain file; what `judge` throws; errors of the system as they are
 */
export function openRegular(
  file: string,
  { judge, links = 'followed' }: Opening = {},
): { readonly descriptor: number; readonly stat: Stats } {
  const path = links === 'followed' ? realpathSync(file) : file;
  // To open a device can do something by itself: one that is known for one is left closed.
  if (links === 'followed') requirePlain(statSync(path));
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const stat = fstatSync(descriptor);
    requirePlain(stat);
    judge?.(stat);
    return { descriptor, stat };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function requirePlain(stat: Stats): void {
  if (stat.isDirectory()) throw new UnreadableFile('it is a folder');
  if (!stat.isFile()) throw new UnreadableFile('it is no plain file');
}

/**
 * The content of a plain file, piece by piece: a device or a pipe may never end, and a file with holes be larger than any disk.
 *
 * @throws UnreadableFile when it is no plain file or has more bytes than `most`; what `judge` throws; errors of the system as they are
 */
export function* regularChunks(file: string, most: number, opening?: Opening): Generator<Uint8Array> {
  const { descriptor, stat } = openRegular(file, opening);
  try {
    let left = most;
    for (;;) {
      if (stat.size > most || left < 0) throw new UnreadableFile(`it has more than ${Math.floor(most / 1e6)} MB`);
      const chunk = Buffer.alloc(CHUNK);
      const length = readSync(descriptor, chunk);
      if (length === 0) return;
      left -= length;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The content of a plain file as text.
 *
 * @throws as {@link regularChunks} does
 */
export function regularText(file: string, most: number, opening?: Opening): string {
  return Buffer.concat([...regularChunks(file, most, opening)]).toString();
}
