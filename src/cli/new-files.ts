import { writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { sentenceOf, UsageError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { printable } from '../model/index.ts';
import { toJson } from '../report/index.ts';
import type { ConfigFlags } from './options.ts';

/**
 * Writes files that are not there yet, and the folder that they are in.
 *
 * @throws UsageError where that cannot be done
 */
export function writeNew(
  files: readonly { readonly path: string; readonly content: string; readonly mode?: number }[],
  folder: string,
): void {
  try {
    makeFolder(folder);
    // "wx": a file that came to be since it was looked for stays as it is.
    for (const { path, content, mode = 0o666 } of files) writeFileSync(path, content, { flag: 'wx', mode });
  } catch (error) {
    throw new UsageError('CANNOT_WRITE', `Nothing can be written to "${folder}": ${sentenceOf(error)}`, { cause: error });
  }
}

/** The configuration file that a new check is to be named in. */
export function configOf({ config }: Pick<ConfigFlags, 'config'>, form: 'json' | 'ts'): string {
  return printable(config ?? `peerquest-audit.config.${form}`);
}

/** A text as JSON, in which escapes are what they are to programs: to people it can pretend nothing. */
export function jsonText(text: string): string {
  return printable(toJson(text)).replaceAll('\\u{1f527}', '\\ud83d\\udd27');
}

/** The folder as the configuration file names it. */
export function pathFrom({ config, dir }: Pick<ConfigFlags, 'config'> & { readonly dir: string }): string {
  const path = relative(dirname(config ?? '.'), dir) || '.';
  return path.startsWith('.') ? path : `./${path}`;
}
