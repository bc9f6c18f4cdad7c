import { isOwn, type Check } from '../checks/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { holdsRows, type CheckSummary, type Rule, type RunStart } from '../model/index.ts';

/** What the history calls a database, where it has a name there. */
export function namesOf({ subject }: DatabaseAddress): Pick<RunStart['database'], 'subject' | 'backup'> {
  if (subject === undefined) return {};
  const { name, backup } = subject;
  return { subject: name, ...(backup === null ? {} : { backup }) };
}

/** A view shows what it was made to show. */
export function viewWarning(relations: RunStart['database']['relations']): readonly string[] {
  const views = Object.entries(relations ?? {}).flatMap(([name, kind]) => (holdsRows(kind) ? [] : `${name} (${kind})`));
  return views.length === 0 ? [] : [`Not a table: ${views.join(', ')}. What it leaves out is not seen here.`];
}

/** The part of a check that reports need. */
export function checkSummaryOf({ id, group, phase, title, summaryLabel, severity, mends }: Check): CheckSummary {
  return { id, group, phase, title, summaryLabel, severity, mends };
}

/** What a report is told that a check stands for. */
export function ruleOf(check: Check): Rule {
  const { invariant, why, advice, repair, causes, examines, dated, shown, sentence } = check;
  return {
    ...checkSummaryOf(check),
    ...{ invariant, why, advice, repair, causes, page: isOwn(check) ? null : `docs/checks/${check.id}.md` },
    ...(examines === undefined ? {} : { examines }),
    ...(dated === undefined ? {} : { dated }),
    ...(shown === undefined ? {} : { shown }),
    ...(sentence === undefined ? {} : { sentence }),
  };
}
