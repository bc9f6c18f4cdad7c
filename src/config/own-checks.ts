import { dirname, relative, resolve } from 'node:path';
import { allChecks, toCheck, type Check, type OwnCheck } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { matchingFiles } from './matching-files.ts';
import { mistake } from '../mistake.ts';
import { ownCheckSchema } from './own-check-schema.ts';
import { refuseForeign } from './trust.ts';
import { readSqlCheck } from './sql-check.ts';

/**
 * The checks that a configuration file brings, ready to run: those of `checks`, then those of `sqlChecks`.
 *
 * @param file the configuration file, as people know it
 * @param trust whether files of other users are trusted
 * @throws UsageError naming the file and the member that is wrong, or the name that is taken
 * @throws RefusedError for a file of another user
 */
export function ownChecks(file: string, checks: readonly unknown[], patterns: readonly string[], trust: boolean): readonly Check[] {
  const own = [
    ...checks.map((check, index) => checkIn(file, check, index)),
    ...sqlFiles(file, patterns).map((path) => sqlCheck(path, trust)),
  ];
  allChecks(own);
  return own;
}

function checkIn(file: string, check: unknown, index: number): Check {
  const result = ownCheckSchema.safeParse(check);
  const id = check !== null && typeof check === 'object' && 'id' in check && typeof check.id === 'string' ? ` ("${check.id}")` : '';
  const where = `The check checks[${index}]${id} in the configuration file "${file}"`;
  if (!result.success) throw mistake(where, result.error, check, Object.keys(ownCheckSchema.shape), 'member');
  return toCheck(check as OwnCheck, file);
}

function sqlFiles(file: string, patterns: readonly string[]): readonly string[] {
  const folder = dirname(resolve(file));
  const files = patterns.flatMap((pattern) => {
    const found = matchingFiles(folder, pattern);
    if (found.length > 0) return found;
    throw new UsageError(
      'BAD_CONFIG',
      `The configuration file "${file}" names no file by "${pattern}" in "sqlChecks": there is none in ${folder}.`,
    );
  });
  return [...new Set(files)];
}

function sqlCheck(path: string, trust: boolean): Check {
  const shown = relative('.', path);
  const check = readSqlCheck(path, shown, (opened) => {
    refuseForeign(path, 'The file with a check', trust, opened);
  });
  return toCheck(check, shown);
}
