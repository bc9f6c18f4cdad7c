import * as z from 'zod';
import type { OpenFilter } from '../history/index.ts';
import { SEVERITIES } from '../model/index.ts';
import type { OpenDatabase } from './database-book.ts';
import { checkName, checkNames, time, word, yesOrNo } from './forms.ts';
import { Problem } from './problem.ts';

/** What narrows open findings, in the query of a request: the list and its export know the same. */
export const openFilter = {
  check: checkNames.optional(),
  group: checkName.optional(),
  severity: z.enum(SEVERITIES).optional(),
  cause: word.optional(),
  user: word.optional(),
  quest: word.optional(),
  q: word.optional(),
  before: time.optional(),
  state: z.enum(['new', 'returned']).optional(),
  acknowledged: yesOrNo.optional(),
};

type Wanted = z.infer<z.ZodObject<typeof openFilter>>;

/**
 * The same for the history, which knows checks only: those of the group and of the severity.
 *
 * @throws Problem 400 naming the checks, or groups, that there are
 */
export function filterIn({ checks }: OpenDatabase, { check, group, severity, ...rest }: Wanted): OpenFilter {
  knownChecks({ checks }, check ?? []);
  const groups = [...new Set(checks.map((one) => one.group))];
  if (group !== undefined && !groups.includes(group))
    throw new Problem(400, `There is no group "${group}".`, { code: 'UNKNOWN_GROUP', known: groups });
  if (group === undefined && severity === undefined) return { ...rest, checks: check };
  const fitting = checks.filter(
    (one) => (group ?? one.group) === one.group && (severity ?? one.severity) === one.severity && (check?.includes(one.id) ?? true),
  );
  return { ...rest, checks: fitting.map(({ id }) => id) };
}

/** @throws Problem 400 naming the checks that there are */
export function knownChecks({ checks }: Pick<OpenDatabase, 'checks'>, wanted: readonly string[]): void {
  const ids = checks.map(({ id }) => id);
  const other = wanted.find((id) => !ids.includes(id));
  if (other !== undefined) throw new Problem(400, `There is no check "${other}".`, { code: 'UNKNOWN_CHECK', known: ids });
}
