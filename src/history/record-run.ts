import type { Kysely } from 'kysely';
import type { InsertRows } from '../database/index.ts';
import { rulesHash } from './comparable-runs.ts';
import { EpisodeBook } from './episode-book.ts';
import type { HistoryTables } from './history-tables.ts';
import { packed } from './packed.ts';
import type { Recording } from './recording.ts';
import { makeSubject, Numbers } from './subject-numbers.ts';
import { together } from './together.ts';

/** What the history made of a run: findings by what became of them. */
export interface Recorded {
  readonly number: number;
  readonly appeared: number;
  readonly returned: number;
  readonly resolved: number;
  readonly changed: number;
}

/**
 * Records a run: all of it, or nothing. Others that record a run of the same subject wait for it.
 *
 * @returns null where the run is recorded already
 */
export async function recordRun(database: Kysely<HistoryTables>, insertRows: InsertRows, recording: Recording): Promise<Recorded | null> {
  let recorded: Recorded | null = null;
  await makeSubject(database, recording.subject, recording.identity);
  await together(database, async (transaction) => {
    const numbers = await Numbers.take(transaction, recording.subject);
    const known = await transaction
      .selectFrom('peerquest_audit_recording')
      .select('number')
      .where('id', '=', recording.id)
      .executeTakeFirst();
    if (known !== undefined) return;
    const number = numbers.nextRun();
    await insertRecording(transaction, numbers.subject, number, recording);
    const book = await EpisodeBook.open({ database: transaction, insertRows, numbers, number }, recording);
    for (const look of recording.looks) await book.enter(look);
    await numbers.give(transaction);
    recorded = { number, ...book.told };
  });
  return recorded;
}

async function insertRecording(database: Kysely<HistoryTables>, subject: number, number: number, recording: Recording): Promise<void> {
  const hash = rulesHash(recording.rules, recording.settings);
  const there = await database.selectFrom('peerquest_audit_rules').select('hash').where('hash', '=', hash).executeTakeFirst();
  if (there === undefined) {
    await database
      .insertInto('peerquest_audit_rules')
      .values({ hash, data: packed(recording.rules) })
      .execute();
  }
  const { critical, warning, info } = recording.findings;
  await database
    .insertInto('peerquest_audit_recording')
    .values({
      subject_id: subject,
      number,
      id: recording.id,
      mode: recording.mode,
      state: recording.state,
      started_at: recording.startedAt,
      finished_at: recording.finishedAt,
      duration_ms: recording.durationMs,
      tool_version: recording.toolVersion,
      operator: recording.operator,
      database_engine: recording.database.engine,
      database_name: recording.database.name,
      username: recording.user?.username ?? null,
      detail: recording.detail,
      exit_code: recording.exitCode,
      critical,
      warning,
      info,
      acknowledged: recording.acknowledged,
      changes: recording.changes,
      fixed: recording.fixed,
      rules: hash,
      data: packed(recording.data),
    })
    .execute();
  let piece = 0;
  for (const data of recording.log) {
    await database
      .insertInto('peerquest_audit_log')
      .values({ subject_id: subject, number, piece: piece++, data: packed(data) })
      .execute();
  }
}
