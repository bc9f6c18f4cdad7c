import { parseYAML } from 'confbox';
import { sql } from 'kysely';
import type { OwnCheck } from '../checks/index.ts';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { mistake, type Holder } from '../mistake.ts';
import { regularText, type Opening } from '../regular-file.ts';
import { inWords } from '../zod-words.ts';
import { sqlHeadSchema } from './own-check-schema.ts';
import { placeIn } from './place/place-in.ts';

/** A longer file is something else, and would fill the memory. */
const LONGEST = 4_000_000;

/** A comment at the beginning: databases skip it, so that the file runs in their shells as it is. */
const HEAD = /^\uFEFF?\s*\/\*([\s\S]*?)\*\//;

/**
 * What may hold a semicolon that ends no statement: quoted texts and names, PostgreSQL's texts with escapes and between dollars,
 * comments. Engines read some of these differently: each server takes one statement only, whatever passes here.
 */
const QUOTED =
  /\be'(?:[^'\\]|\\[\s\S]|'')*'|'[^']*'|"[^"]*"|`[^`]*`|(?<![\w$])(\$(?:[a-z_]\w*)?\$)[\s\S]*?(?:\1|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/gi;

/**
 * Reads a check from a `.sql` file: a comment with its members as YAML, then one SELECT.
 *
 * @param shown the file's name for people
 * @param judge looks at whose the file is
 * @throws UsageError naming the file and what is wrong in it; what `judge` throws
 */
export function readSqlCheck(file: string, shown: string, judge?: Opening['judge']): OwnCheck {
  const content = checkText(file, shown, judge);
  const [whole, yaml] = HEAD.exec(content) ?? [];
  if (whole === undefined || yaml === undefined) {
    throw new UsageError(
      'BAD_CHECK',
      `The check in ${shown} has no head: begin the file with a comment /* … */ that says id, title, severity and key.`,
    );
  }
  const head = headOf(yaml, shown);
  const result = sqlHeadSchema.safeParse(head, { error: inWords });
  const holder: Holder = { what: `The head of ${shown}`, placeOf: (path) => placeIn(shown, content, path) };
  if (!result.success) throw mistake(holder, result.error, head, Object.keys(sqlHeadSchema.shape), 'member');
  const query = selectOf(content.slice(whole.length), shown);
  return { ...(result.data as Omit<OwnCheck, 'find'>), find: () => sql.raw(query) };
}

/**
 * The text of a file with checks.
 *
 * @throws UsageError naming the file that cannot be read; what `judge` throws
 */
export function checkText(file: string, shown: string, judge: Opening['judge']): string {
  try {
    return regularText(file, LONGEST, judge === undefined ? {} : { judge });
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    throw new UsageError('BAD_CHECK', `The check in ${shown} cannot be read: ${sentenceOf(error)}.`, { cause: error });
  }
}

function headOf(yaml: string, shown: string): unknown {
  try {
    return parseYAML(yaml) ?? {};
  } catch (error) {
    const [reason = ''] = sentenceOf(error).split('\n');
    throw new UsageError('BAD_CHECK', `The head of ${shown} is no YAML: ${reason}.`, { cause: error });
  }
}

/** The one SELECT, so that it can stand in brackets: without what ends it. */
function selectOf(text: string, shown: string): string {
  const bare = text.replaceAll(QUOTED, (part: string) => (/^(--|\/\*)/.test(part) ? ' ' : 'x').repeat(part.length));
  let end = bare.length;
  while (end > 0 && /[;\s]/.test(bare.charAt(end - 1))) end--;
  if (bare.slice(0, end).includes(';')) {
    throw new UsageError('BAD_CHECK', `The check in ${shown} has more than one statement: it must be one SELECT.`);
  }
  if (!/^\s*(select|with|\(|values)\b/i.test(bare)) {
    throw new UsageError('BAD_CHECK', `The check in ${shown} has no query: a SELECT must follow its head.`);
  }
  return text.slice(0, end).trim();
}
