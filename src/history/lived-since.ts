import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';
import type { HistoryTables } from './history-tables.ts';

/** Runs that are asked for by one statement. */
const AT_ONCE = 500;

/** How long findings had been there together at a run that were there since these runs, one for each finding, in milliseconds. */
export async function livedSince(
  database: Kysely<HistoryTables>,
  { subject, number }: { readonly subject: number; readonly number: number },
  since: readonly number[],
): Promise<number> {
  if (since.length === 0) return 0;
  const times = new Map<number, number>();
  for (const some of chunks([...new Set([number, ...since])], AT_ONCE)) {
    const rows = await database
      .selectFrom('peerquest_audit_recording')
      .select(['number', 'started_at'])
      .where('subject_id', '=', subject)
      .where('number', 'in', some)
      .execute();
    for (const row of rows) times.set(Number(row.number), Date.parse(row.started_at));
  }
  const now = times.get(number) ?? 0;
  return since.reduce((together, run) => together + now - (times.get(run) ?? now), 0);
}
