import { expect } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import { rowsByHour } from '../../src/audit/count-dated-rows.ts';
import { allChecks, checkById } from '../../src/checks/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { dateOf } from '../../src/model/index.ts';
import type { PrintedFinding } from './collect.ts';

/** Each finding with a date is one of the rows of which an incident tells the share: of no hour are more bad than there are. */
export async function expectOfDatedRows(url: string, findings: readonly PrintedFinding[], includeDropped = false): Promise<void> {
  const bad = new Map<string, Record<string, number>>();
  for (const { check: id, actual } of findings) {
    const check = checkById(id, allChecks([]));
    const at = dateOf(actual, check.dated);
    if (check.datedRows === undefined || at === null) continue;
    const hour = new Date(at).toISOString().slice(0, 13);
    const ofCheck = bad.get(id) ?? {};
    bad.set(id, { ...ofCheck, [hour]: (ofCheck[hour] ?? 0) + 1 });
  }
  if (bad.size === 0) return;
  const { session, context, checks, close } = await openAudit(
    parseDatabaseUrl(url),
    { only: [...bad.keys()], includeDropped },
    {},
    'audit',
  );
  try {
    for (const { id, datedRows } of checks) {
      if (datedRows === undefined) throw new Error(`${id} is not dated.`);
      const ofCheck = bad.get(id) ?? {};
      const rows = await rowsByHour(session, datedRows, { ...context, wanted: 'findings' }, Object.keys(ofCheck).sort());
      for (const [hour, count] of Object.entries(ofCheck)) expect(rows?.[hour], `${id} at ${hour}`).toBeGreaterThanOrEqual(count);
    }
  } finally {
    await close();
  }
}
