import { gradingOf, type Check, type FindContext, type Overrides } from '../checks/index.ts';
import { countOf, type ReadSession } from '../database/index.ts';
import { severityOf, wantsShare, type CheckResult, type Grading, type Severity } from '../model/index.ts';

/** How grave the findings of a check are here, and a sentence on why; null where their number does not matter. */
export interface Grade {
  readonly severity: Severity;
  readonly note: string | null;
}

/**
 * Grades a check by the number of its findings, which are counted beforehand: each of them is told with its severity.
 *
 * @param count runs the check only to count
 */
export async function gradeOf(
  session: ReadSession,
  check: Check,
  context: FindContext,
  overrides: Overrides,
  count: () => Promise<Pick<CheckResult, 'count'>>,
): Promise<Grade> {
  const grading = gradingOf(check, overrides);
  const { severity } = check;
  if (grading.warnIf === undefined && grading.errorIf === undefined) return { severity, note: null };
  const { count: found } = await count();
  // What could not be counted will not run either, and says why.
  if (found === null || found === 0) return { severity, note: null };
  const examined = wantsShare(grading) && check.examined !== undefined ? await rowsExamined(session, check.examined(context)) : null;
  const graded = severityOf(severity, grading, found, examined);
  return { severity: graded, note: noteOf(graded, grading, found, examined) };
}

async function rowsExamined(session: ReadSession, query: ReturnType<NonNullable<Check['examined']>>): Promise<number> {
  const [row] = await session.all(query);
  return countOf(row?.['count']);
}

function noteOf(severity: Severity, { warnIf, errorIf }: Grading, found: number, examined: number | null): string {
  const bounds = [...(warnIf === undefined ? [] : [`warnIf ${warnIf}`]), ...(errorIf === undefined ? [] : [`errorIf ${errorIf}`])];
  return `${severity} by their number: ${found}${examined === null ? '' : ` of ${examined} rows`} (${bounds.join(', ')})`;
}
