import type { Writable } from 'node:stream';
import { UsageError } from './errors.ts';
import { replaceFile } from './replace-file.ts';
import { Spool, writeAll } from './spool.ts';

/** Where a report goes. Writing never waits for a reader; the report is handed over when it is whole. */
export interface Output {
  write(text: string): void;
  /**
   * The report is whole: hand it over.
   *
   * @param head what stands before all that was written
   */
  finish(head?: string): Promise<void>;
  /** The report came to nothing: leave no trace. */
  discard(): void;
}

/**
 * A report on a stream.
 *
 * @param layout lays whole lines out for who reads them there
 */
export function streamOutput(stream: Writable, layout: Layout = asItIs): Output {
  return spooled(async (chunks) => {
    for (const chunk of chunks) if (!(await send(stream, chunk))) return;
  }, layout);
}

/**
 * A report in a file. It takes its name when it is whole: a reader never sees half a report, and a failed run leaves
 * the last good one. A device or a pipe is written to as it is.
 *
 * @throws UsageError when the path cannot be written to, before anything else happens
 */
export function fileOutput(path: string): Output {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw notWritable(path, error);
    }
  };
  const put = attempt(() => replaceFile(path));
  return spooled((chunks) => {
    attempt(() => {
      put((descriptor) => {
        for (const chunk of chunks) writeAll(descriptor, chunk);
      });
    });
    return Promise.resolve();
  });
}

type Layout = (text: string) => string;
const asItIs: Layout = (text) => text;

function spooled(handOver: (chunks: Iterable<Uint8Array>) => Promise<void>, layout = asItIs): Output {
  const spool = new Spool();
  return {
    write(text) {
      spool.write(layout(text));
    },
    async finish(head = '') {
      try {
        await handOver(whole(head, spool));
      } finally {
        spool.drop();
      }
    },
    discard() {
      spool.drop();
    },
  };
}

function* whole(head: string, spool: Spool): Generator<Uint8Array> {
  if (head !== '') yield Buffer.from(head);
  yield* spool.chunks();
}

function notWritable(named: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return new UsageError(
    'OUTPUT_NOT_WRITABLE',
    `The report cannot be written to "${named}" (${code}): check that its folder exists, may be written to and has space left.`,
    { cause: error },
  );
}

/** Writes and waits; false where the stream takes no more, of which its owner hears by itself: a full disk, a reader that went away. */
function send(stream: Writable, data: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(data, (error) => {
      resolve(error == null);
    });
  });
}
