import { closeSync, fsyncSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { UsageError } from '../errors.ts';

/** Where a report goes. Writing never waits for a reader, so that no pager can hold a database snapshot open. */
export interface Output {
  write(text: string): void;
  /** The report is whole: hand it over. */
  finish(): Promise<void>;
  /** The report came to nothing: leave no trace. */
  discard(): void;
}

/** Characters kept in memory before they go to a file. */
const BUFFER = 262_144;

/** Appends text to a file descriptor in large pieces. */
class FileWriter {
  readonly #descriptor: number;
  #pending = '';

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= BUFFER) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    for (let offset = 0; offset < bytes.length;) offset += writeSync(this.#descriptor, bytes, offset);
  }
}

/**
 * A report in a file. It is written beside the target and takes its place when it is whole: a reader never sees half a
 * report, and a failed run leaves the last good one. Devices and pipes are written to at the end.
 *
 * @throws UsageError when the path cannot be written to, before anything else happens
 */
export function fileOutput(path: string): Output {
  const target = existing(path);
  if (target !== null && !statSync(target).isFile()) return deviceOutput(path);
  const place = target ?? path;
  const temporary = join(dirname(place), `.${process.pid}.${Date.now()}.peerquest-audit.tmp`);
  const descriptor = open(temporary, path);
  const writer = new FileWriter(descriptor);
  return {
    write(text) {
      writer.write(text);
    },
    finish() {
      writer.flush();
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(temporary, place);
      return Promise.resolve();
    },
    discard() {
      closeSync(descriptor);
      rmSync(temporary, { force: true });
    },
  };
}

/** A report on a stream. What does not fit in memory waits in a temporary file until the audit is over. */
export function streamOutput(stream: Writable): Output {
  let memory = '';
  let spool: { readonly path: string; readonly descriptor: number; readonly writer: FileWriter } | null = null;
  const drop = (): void => {
    if (spool === null) return;
    closeSync(spool.descriptor);
    rmSync(spool.path, { force: true });
    spool = null;
  };
  return {
    write(text) {
      if (spool !== null) {
        spool.writer.write(text);
        return;
      }
      memory += text;
      if (memory.length < BUFFER) return;
      const path = join(tmpdir(), `peerquest-audit-${process.pid}-${Date.now()}.spool`);
      const descriptor = openSync(path, 'wx+', 0o600);
      spool = { path, descriptor, writer: new FileWriter(descriptor) };
      spool.writer.write(memory);
      memory = '';
    },
    async finish() {
      try {
        if (spool === null) {
          await send(stream, memory);
          return;
        }
        spool.writer.flush();
        const chunk = Buffer.alloc(BUFFER);
        for (let position = 0; ;) {
          const length = readSync(spool.descriptor, chunk, 0, BUFFER, position);
          if (length === 0) break;
          position += length;
          await send(stream, chunk.subarray(0, length));
        }
      } finally {
        drop();
      }
    },
    discard: drop,
  };
}

function deviceOutput(path: string): Output {
  const descriptor = open(path, path, 'w');
  const writer = new FileWriter(descriptor);
  let text = '';
  return {
    write(more) {
      text += more;
    },
    finish() {
      writer.write(text);
      writer.flush();
      closeSync(descriptor);
      return Promise.resolve();
    },
    discard() {
      closeSync(descriptor);
    },
  };
}

function existing(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function open(file: string, named: string, flags = 'wx'): number {
  try {
    return openSync(file, flags, 0o644);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(
      'OUTPUT_NOT_WRITABLE',
      `The report cannot be written to "${named}" (${code}): check that its folder exists and may be written to.`,
      { cause: error },
    );
  }
}

/** Writes and waits; a reader that went away (`| head`) is no error. */
function send(stream: Writable, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}
