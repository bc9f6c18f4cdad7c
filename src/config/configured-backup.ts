import { statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { matchingFiles } from './matching-files.ts';
import type { Settings } from './settings.ts';

/** Where the backup of a database is now, and how it is verified. */
export interface ConfiguredBackup {
  readonly path: string;
  readonly keyFile: string | null;
  /** What names an empty database to restore into; null for a throwaway server. */
  readonly scratch: string | null;
  /** Milliseconds. */
  readonly maxAge: number | null;
  readonly against: boolean;
}

/**
 * The newest backup of a database, as the configuration says where they are.
 *
 * @param database what it is called outside
 * @throws UsageError where it says nothing of one, or there is none
 */
export function configuredBackup({ backups = {} }: Pick<Settings, 'backups'>, database: string): ConfiguredBackup {
  const setting = Object.hasOwn(backups, database) ? backups[database] : undefined;
  if (setting === undefined) {
    throw new UsageError('NO_BACKUP', `"backups" in the configuration file names none of "${database}": add one, or name a file.`);
  }
  const { file, keyFile = null, scratch = null, maxAge = null, against } = setting;
  const found = matchingFiles(process.cwd(), file, `backups.${database}.file`).map((path) => ({ path, at: statSync(path).mtimeMs }));
  const newest = found.reduce<(typeof found)[number] | null>((last, one) => (last === null || one.at >= last.at ? one : last), null);
  if (newest !== null) return { path: newest.path, keyFile, scratch, maxAge, against };
  throw new UsageError('NO_SUCH_FILE', `There is no backup of "${database}" like "${file}": check "backups" in the configuration file.`);
}
