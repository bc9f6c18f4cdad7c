import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Why a file is not read, as a word or two to stand in brackets. */
export class UnreadableFile extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

// Without it, opening a pipe waits for its other end. Windows has no such flag, which then counts as none.
const { O_NONBLOCK, O_RDONLY } = constants;
const CHUNK = 262_144;

/**
 * The content of a plain file, piece by piece: a device or a pipe may never end, and a file with holes be larger than any disk.
 *
 * @throws UnreadableFile when it is no plain file or has more bytes than `most`; errors of the system as they are
 */
export function* regularChunks(file: string, most: number): Generator<Uint8Array> {
  const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new UnreadableFile('EISDIR');
    if (!stat.isFile()) throw new UnreadableFile('it is no plain file');
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
