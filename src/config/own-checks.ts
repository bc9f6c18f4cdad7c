import { dirname, extname, relative, resolve } from 'node:path';
import { allChecks, toCheck, type Check, type OwnCheck } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { mistake, type Holder } from '../mistake.ts';
import { inWords } from '../zod-words.ts';
import type { Library } from './config-content.ts';
import { isDeclaration, readDeclaration } from './declared-check.ts';
import { declaredInFile } from './declared-file.ts';
import { matchingFiles } from './matching-files.ts';
import { ownCheckSchema } from './own-check-schema.ts';
import { placeIn } from './place/place-in.ts';
import { refuseForeign } from './trust.ts';
import { checkText, readSqlCheck } from './sql-check.ts';

/** The configuration file that brings checks. */
export interface Bringing extends Holder {
  /** As people know it. */
  readonly file: string;
  /** Whether files of other users are trusted. */
  readonly trust: boolean;
  /** What an import of this package means, in a file with code. */
  readonly library: Library;
}

/** Files with code; beside checks lie their tests, which a pattern does not mean. */
const CODE = /\.[cm]?[jt]s$/;
const NO_CHECK = /\.(?:test|spec|d)\.[cm]?[jt]s$/;

/**
 * The checks that a configuration file brings, ready to run: those of `checks`, then those of `sqlChecks`.
 *
 * @throws UsageError naming the file and the member that is wrong, or the name that is taken
 * @throws RefusedError for a file of another user
 */
export async function ownChecks(config: Bringing, checks: readonly unknown[], patterns: readonly string[]): Promise<readonly Check[]> {
  const own: Check[] = [];
  for (const [index, check] of checks.entries()) {
    if (typeof check !== 'string') own.push(checkIn(config, check, index));
    else for (const path of filesLike(config, check, 'checks')) own.push(...(await checksOfFile(path, config)));
  }
  const named = new Set(patterns.flatMap((pattern) => filesLike(config, pattern, 'sqlChecks')));
  for (const path of named) own.push(sqlCheck(path, config));
  allChecks(own);
  return own;
}

function checkIn({ file, placeOf }: Bringing, check: unknown, index: number): Check {
  const what = `The check checks[${index}]${idOf(check)} in the configuration file "${file}"`;
  return readCheck(check, { what, placeOf: (path) => placeOf?.(['checks', index, ...path]) ?? null }, file);
}

/** ` ("order-total")` */
function idOf(check: unknown): string {
  return check !== null && typeof check === 'object' && 'id' in check && typeof check.id === 'string' ? ` ("${check.id}")` : '';
}

function readCheck(check: unknown, where: Holder, source: string): Check {
  if (isDeclaration(check) || (typeof check === 'object' && check !== null && 'table' in check && !('find' in check)))
    return readDeclaration(check, where, source);
  const result = ownCheckSchema.safeParse(check, { error: inWords });
  if (!result.success) throw mistake(where, result.error, check, Object.keys(ownCheckSchema.shape), 'member');
  return toCheck(check as OwnCheck, source);
}

function filesLike({ file }: Bringing, pattern: string, setting: string): readonly string[] {
  const folder = dirname(resolve(file));
  const isPattern = /[*?]/.test(pattern);
  const found = matchingFiles(folder, pattern, setting).filter((path) => !isPattern || !NO_CHECK.test(path));
  if (found.length > 0) return found;
  throw new UsageError(
    'BAD_CONFIG',
    `The configuration file "${file}" names no file by "${pattern}" in "${setting}", as none in ${folder} is like it: correct it, or take it out until there is one.`,
  );
}

async function checksOfFile(path: string, config: Bringing): Promise<readonly Check[]> {
  const shown = relative('.', path);
  switch (extname(path).toLowerCase()) {
    case '.yaml':
    case '.yml':
      return declaredInFile(checkText(path, shown, judgeOf(path, config)), shown);
    case '.sql':
      return [sqlCheck(path, config)];
    default:
      if (CODE.test(path)) return checksInCode(path, shown, config);
      throw new UsageError(
        'BAD_CONFIG',
        `"checks" names the file ${shown}: only .ts, .js, .yaml, .yml and .sql files, and .mts, .cts, .mjs and .cjs, can be named there.`,
      );
  }
}

/** The check, or the list of them, that a program exports by default. */
async function checksInCode(path: string, shown: string, config: Bringing): Promise<readonly Check[]> {
  const source = checkText(path, shown, judgeOf(path, config));
  const exported = await codeOf(path, shown, source, config);
  const isList = Array.isArray(exported);
  return (isList ? (exported as readonly unknown[]) : [exported]).map((check, index) => {
    const placeOf = (way: readonly PropertyKey[]): string | null => placeIn(shown, source, isList ? [index, ...way] : way);
    return readCheck(check, { what: `The check${isList ? ` [${index}]` : ''}${idOf(check)} in ${shown}`, placeOf }, shown);
  });
}

async function codeOf(path: string, shown: string, source: string, { trust, library }: Bringing): Promise<unknown> {
  const { runCode } = await import('./config-code.ts');
  const { codeErrorOf } = await import('./place/syntax-error.ts');
  return runCode({ file: path, what: 'the file with a check', source, trust }, library).catch((error: unknown) => {
    throw codeErrorOf('BAD_CHECK', `The check in ${shown} cannot be read`, path, source, error);
  });
}

function sqlCheck(path: string, config: Bringing): Check {
  const shown = relative('.', path);
  return toCheck(readSqlCheck(path, shown, judgeOf(path, config)), shown);
}

function judgeOf(path: string, { trust }: Bringing) {
  return refuseForeign.bind(null, path, 'The file with a check', trust);
}
