import { createReadStream, createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bytesText } from './disk.ts';
import { UsageError } from '../errors.ts';
import type { Packer } from './formats/format.ts';
import { requireProgram, runProgram } from './run-program.ts';
import type { Scratch } from './scratch.ts';
import { BackupTrouble } from './trouble.ts';

/** Disk that is left to others, whatever a file unpacks to: a small one may unpack to very much. */
const LEFT_FREE = 500_000_000;

/** How often the disk is looked at, in bytes. */
const EVERY = 64_000_000;

/**
 * Unpacks a file into the scratch place, as it is read: nothing of it is held.
 *
 * @throws BackupTrouble for one that is cut or damaged; UsageError where the disk is too small
 */
export async function unpack(path: string, by: Packer, scratch: Scratch, name: string, signal: AbortSignal | undefined): Promise<string> {
  const to = join(scratch.folder, name);
  const output = createWriteStream(to, { mode: 0o600 });
  const bounded = boundedBy(scratch.folder);
  if (by === 'gzip') {
    try {
      await pipeline(createReadStream(path), createGunzip(), bounded, output, { signal });
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END') throw damaged(by, message);
      throw error;
    }
    return to;
  }
  const program = requireProgram(by, `Unpacking a file of ${by}`);
  const piped = pipeline(bounded, output);
  const [ran] = await Promise.all([
    runProgram(program, ['-d', '-c'], { cwd: scratch.folder, input: createReadStream(path), output: bounded, signal }),
    piped,
  ]);
  if (ran.code !== 0) throw damaged(by, ran.errors.trim().split('\n').at(-1) ?? '');
  return to;
}

function damaged(by: Packer, said: string): BackupTrouble {
  return new BackupTrouble('DAMAGED_PACKING', `it cannot be unpacked by ${by} (${said}): it was cut or damaged on its way.`);
}

/** Lets through what there is room for. */
export function boundedBy(folder: string): Transform {
  let unseen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      unseen += chunk.length;
      if (unseen < EVERY) {
        done(null, chunk);
        return;
      }
      unseen = 0;
      statfs(folder).then(({ bavail, bsize }) => {
        const free = bavail * bsize;
        if (free >= LEFT_FREE) done(null, chunk);
        else
          done(
            new UsageError(
              'NO_DISK',
              `The backup unpacks to more than there is room for in "${folder}" (${bytesText(free)} are left): make room, or name another folder with TMPDIR.`,
            ),
          );
      }, done);
    },
  });
}
