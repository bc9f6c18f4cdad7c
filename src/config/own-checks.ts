import { dirname, extname, relative, resolve } from 'node:path';
import { allChecks, toCheck, type Check, type OwnCheck } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { mistake } from '../mistake.ts';
import { isDeclaration, readDeclaration } from './declared-check.ts';
import { declaredInFile } from './declared-file.ts';
import { matchingFiles } from './matching-files.ts';
import { ownCheckSchema } from './own-check-schema.ts';
import { refuseForeign } from './trust.ts';
import { checkText, readSqlCheck } from './sql-check.ts';

/**
 * The checks that a configuration file brings, ready to run: those of `checks`, then those of `sqlChecks`.
 *
 * @param file the configuration file, as people know it
 * @param trust whether files of other users are trusted
 * @throws UsageError naming the file and the member that is wrong, or the name that is taken
 * @throws RefusedError for a file of another user
 */
export function ownChecks(file: string, checks: readonly unknown[], patterns: readonly string[], trust: boolean): readonly Check[] {
  const named = new Set(patterns.flatMap((pattern) => filesLike(file, pattern, 'sqlChecks')));
  const own = [
    ...checks.flatMap((check, index) => {
      if (typeof check !== 'string') return [checkIn(file, check, index)];
      return filesLike(file, check, 'checks').flatMap((path) => checksOfFile(path, trust));
    }),
    ...[...named].map((path) => sqlCheck(path, trust)),
  ];
  allChecks(own);
  return own;
}

function checkIn(file: string, check: unknown, index: number): Check {
  const id = check !== null && typeof check === 'object' && 'id' in check && typeof check.id === 'string' ? ` ("${check.id}")` : '';
  const where = `The check checks[${index}]${id} in the configuration file "${file}"`;
  if (isDeclaration(check) || (typeof check === 'object' && check !== null && 'table' in check && !('find' in check)))
    return readDeclaration(check, where, file);
  const result = ownCheckSchema.safeParse(check);
  if (!result.success) throw mistake(where, result.error, check, Object.keys(ownCheckSchema.shape), 'member');
  return toCheck(check as OwnCheck, file);
}

function filesLike(file: string, pattern: string, setting: string): readonly string[] {
  const folder = dirname(resolve(file));
  const found = matchingFiles(folder, pattern, setting);
  if (found.length > 0) return found;
  throw new UsageError(
    'BAD_CONFIG',
    `The configuration file "${file}" names no file by "${pattern}" in "${setting}": there is none in ${folder}.`,
  );
}

function checksOfFile(path: string, trust: boolean): readonly Check[] {
  switch (extname(path).toLowerCase()) {
    case '.yaml':
    case '.yml': {
      const shown = relative('.', path);
      return declaredInFile(checkText(path, shown, judgeOf(path, trust)), shown);
    }
    case '.sql':
      return [sqlCheck(path, trust)];
    default:
      throw new UsageError(
        'BAD_CONFIG',
        `"checks" names the file ${relative('.', path)}: only .yaml, .yml and .sql files can be named there; import a check in TypeScript.`,
      );
  }
}

function sqlCheck(path: string, trust: boolean): Check {
  const shown = relative('.', path);
  return toCheck(readSqlCheck(path, shown, judgeOf(path, trust)), shown);
}

function judgeOf(path: string, trust: boolean) {
  return refuseForeign.bind(null, path, 'The file with a check', trust);
}
