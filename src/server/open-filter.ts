import * as z from 'zod';
import type { OpenFilter, OpenOrder } from '../history/index.ts';
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
  without: z.enum(['cause', 'user', 'quest']).optional(),
};

/** Of a database that was never audited a request may say that it is content with nothing, where it would be refused otherwise. */
export const unaudited = z.enum(['refused', 'empty']).default('refused');

/** In which orders open findings are told; a person or a quest is looked for by a hash, and has no place among others. */
export const SORTS = ['check', 'severity', 'newest', 'oldest'] as const;

/** The same for the history, which knows checks only: by severity the gravest come first. */
export function orderIn({ checks }: Pick<OpenDatabase, 'checks'>, sort: (typeof SORTS)[number]): OpenOrder {
  if (sort === 'check') return { checks: null };
  if (sort !== 'severity') return sort;
  const gravity = (severity: (typeof SEVERITIES)[number]): number => SEVERITIES.indexOf(severity);
  return { checks: [...checks].sort((one, other) => gravity(one.severity) - gravity(other.severity)).map(({ id }) => id) };
}

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
