import type { Kysely } from 'kysely';
import type { StoreDdl } from '../../database/index.ts';

/** All that narrows, orders and counts what is there: who looks for a few of a million reads the index alone, and no span besides. */
const COLUMNS = [
  ...['subject_id', 'ended', 'check_no', 'span_no'],
  ...['acknowledged', 'since', 'began', 'began_as', 'cause_no', 'user_hash', 'quest_hash'],
];

/** Widens the index of what is there. Every statement may run again. */
export async function indexOpenSpans(database: Kysely<unknown>, ddl: StoreDdl): Promise<void> {
  await ddl.createIndex(database, 'peerquest_audit_span_open', 'peerquest_audit_span', COLUMNS);
  await ddl.dropIndex(database, 'peerquest_audit_span_check', 'peerquest_audit_span');
}
