import { existsSync } from 'node:fs';
import { bytesText, type DiskNeed, type Source } from '../backup/index.ts';
import { mayHoldCredentials } from '../credentials.ts';
import { fileOf, parseDatabaseUrl } from '../database/index.ts';
import { UsageError } from '../errors.ts';

/**
 * The backup that a command is about.
 *
 * @throws UsageError where none is named, or it is none
 */
export function backupSource(file: string | undefined, { fromCommand }: { readonly fromCommand?: string }): Source {
  if (fromCommand !== undefined) {
    const command = fromCommand.split(/\s+/).filter((word) => word !== '');
    if (file === undefined && command.length > 0) return { command };
    throw new UsageError('BAD_SOURCE', '--from-command stands in the place of the file: name one of the two.');
  }
  if (file === '-') return { stream: process.stdin };
  if (file !== undefined) return { path: pathOf(file) };
  throw new UsageError(
    'NO_BACKUP',
    'No backup is named: name a file, "-" for a pipe, --from-command, or by --of a database whose backup the configuration file names.',
  );
}

/** A backup is a file or a folder; a server is none. */
function pathOf(file: string): string {
  const path = existsSync(file) ? file : fileOf(parseDatabaseUrl(file.replace(/^file:\/\//i, '')));
  if (path === null) {
    throw new UsageError(
      'NO_BACKUP',
      'This is the address of a database on a server, and no backup: name a file or a folder, or audit it with "peerquest-audit audit --database".',
    );
  }
  if (existsSync(path)) return path;
  const shown = mayHoldCredentials(path) ? 'by that name' : `"${path}"`;
  throw new UsageError('NO_SUCH_FILE', `There is no backup ${shown}: check the path.`);
}

/** What is said before anything is written. */
export function needText({ needed, free, folder }: DiskNeed): string {
  return `It may need ${bytesText(needed)} in ${folder}, where ${bytesText(free)} are free.`;
}
