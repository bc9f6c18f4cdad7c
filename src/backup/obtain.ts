import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.ts';
import { requireProgram, runProgram } from './run-program.ts';
import type { Scratch } from './scratch.ts';
import { boundedBy } from './unpack.ts';

/** Where a backup comes from: a file or folder, something that is read to its end, or a command that prints it. */
export type Source = { readonly path: string } | { readonly stream: Readable } | { readonly command: readonly string[] };

/** A source in words. */
export function sourceText(source: Source): string {
  if ('path' in source) return source.path;
  // What follows may name places and keys.
  return 'stream' in source ? 'standard input' : `what ${source.command[0] ?? 'the command'} prints`;
}

/**
 * The backup as a file: what is none is written into the scratch place as it comes. No shell reads a command.
 *
 * @throws UsageError where the command fails, or the disk is too small
 */
export async function obtain(source: Source, scratch: Scratch, signal: AbortSignal | undefined): Promise<string> {
  if ('path' in source) return source.path;
  const to = join(scratch.folder, 'obtained');
  const output = createWriteStream(to, { mode: 0o600 });
  const bounded = boundedBy(scratch.folder);
  if ('stream' in source) {
    await pipeline(source.stream, bounded, output, { signal });
    return to;
  }
  const [name = '', ...args] = source.command;
  const program = name.includes('/') ? name : requireProgram(name, 'Reading the backup by --from-command');
  const printed = new PassThrough();
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const [{ code, errors }] = await Promise.all([
    // It is the reader's own, with their settings.
    runProgram(program, args, { cwd: process.cwd(), env, output: printed, signal }),
    pipeline(printed, bounded, output),
  ]);
  if (code === 0) return to;
  const said = errors.trim().split('\n').at(-1) ?? '';
  throw new UsageError(
    'COMMAND_FAILED',
    `"${name}" did not print the backup: it ended with ${code ?? 'a signal'}${said === '' ? '' : ` (${said})`}.`,
  );
}
