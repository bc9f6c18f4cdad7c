import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './errors.ts';
import { printed } from './model/index.ts';

/** What names the folder for temporary files. */
const VARIABLE = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';

/** Bytes that are written or read at a time, and that a report may have before it leaves memory. */
const CHUNK = 262_144;

/** Bytes in which the length of a piece stands. */
const LENGTH = 4;

/**
 * Holds a report until the audit is over: a slow reader must not keep a database snapshot open. A large report waits in
 * a temporary file that only this account can read; its name is removed at once, so that nothing is left behind
 * however the process ends (on Windows, which keeps names of open files, at the end).
 */
export class Spool {
  // One buffer for all: thousands of them would wait for the garbage collector, and the process grow with the report.
  #buffer = Buffer.alloc(0);
  #length = 0;
  #file: { readonly path: string; readonly descriptor: number } | null = null;

  write(text: string): void {
    // UTF-8 takes three bytes at most for what is one in `length`.
    this.#makeRoom(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** Writes bytes that are to be read as one piece. */
  writePiece(bytes: Uint8Array): void {
    this.#makeRoom(LENGTH + bytes.length);
    this.#length = this.#buffer.writeUInt32LE(bytes.length, this.#length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The whole report, piece by piece. */
  *chunks(): Generator<Uint8Array> {
    if (this.#file === null) {
      yield this.#buffer.subarray(0, this.#length);
      return;
    }
    this.#flush(this.#file.descriptor);
    for (let position = 0; ;) {
      const chunk = Buffer.alloc(CHUNK);
      const length = readSync(this.#file.descriptor, chunk, 0, CHUNK, position);
      if (length === 0) return;
      position += length;
      yield chunk.subarray(0, length);
    }
  }

  /** The same as lines, of what was written as whole lines. */
  *lines(): Generator<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for (const chunk of this.chunks()) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  /** The same as the pieces that were written, where nothing else was. */
  *pieces(): Generator<Buffer> {
    let rest = Buffer.alloc(0);
    for (const chunk of this.chunks()) {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= LENGTH) {
        const end = LENGTH + rest.readUInt32LE();
        if (end > rest.length) break;
        yield rest.subarray(LENGTH, end);
        rest = rest.subarray(end);
      }
    }
  }

  /** Lets the report go. */
  drop(): void {
    if (this.#file === null) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.path, { force: true });
    this.#file = null;
  }

  #open(): number {
    if (this.#file === null) {
      const path = join(tmpdir(), `peerquest-audit-${randomUUID()}.spool`);
      this.#file = { path, descriptor: opened(path) };
      if (process.platform !== 'win32') rmSync(path);
    }
    return this.#file.descriptor;
  }

  #makeRoom(most: number): void {
    if (this.#length + most <= this.#buffer.length) return;
    if (this.#length > 0 && this.#buffer.length >= CHUNK) this.#flush(this.#open());
    if (this.#length + most > this.#buffer.length) this.#grow(this.#length + most);
  }

  #flush(descriptor: number): void {
    writeAll(descriptor, this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, CHUNK));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/**
 * Makes a temporary file.
 *
 * @throws UsageError where the folder for such files cannot be used
 */
function opened(path: string): number {
  try {
    return openSync(path, 'wx+', 0o600);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new UsageError(
      'NO_TEMPORARY_FILE',
      printed`No temporary file can be made in "${dirname(path)}" (${code}): name a folder that this account may write to with ${VARIABLE}.`,
      { cause: error },
    );
  }
}

/** Writes all bytes, however few the system takes at a time. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
}
