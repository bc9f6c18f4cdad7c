import type { Kysely } from 'kysely';
import { furthestFrom } from '../clock.ts';
import type { AlertTables } from './alert-tables.ts';

/** Digests that one message holds at most: what waits longer is told in several. */
const MOST_PARTS = 20;

/** A message to be laid into the outbox. */
export interface NewMessage {
  readonly id: string;
  readonly channel: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** Not before this it is sent. */
  readonly dueAt: string;
  /** How long after the one before it on the same channel, in milliseconds. */
  readonly interval: number;
  /** What it tells. */
  readonly digest: unknown;
}

/**
 * Lays a message into the outbox, within a transaction. Where one for the same channel is held back and has not been tried, it goes with that
 * one: a storm is one message for each interval.
 */
export async function layIn(database: Kysely<AlertTables>, message: NewMessage): Promise<void> {
  const dueAt = await dueOf(database, message);
  if (dueAt > message.createdAt && (await joinHeld(database, message))) return;
  await database
    .insertInto('peerquest_audit_message')
    .values({
      id: message.id,
      channel: message.channel,
      created_at: message.createdAt,
      due_at: dueAt,
      state: 'waiting',
      attempts: 0,
      holder: null,
      held_until: null,
      ended_at: null,
      note: null,
      parts: 1,
      data: JSON.stringify([message.digest]),
    })
    .execute();
}

async function dueOf(database: Kysely<AlertTables>, { channel, createdAt, dueAt, interval }: NewMessage): Promise<string> {
  if (interval === 0) return dueAt;
  const last = await database
    .selectFrom('peerquest_audit_message')
    .select(({ fn }) => fn.max('created_at').as('at'))
    .where('channel', '=', channel)
    .where('created_at', '<=', furthestFrom(createdAt))
    .executeTakeFirst();
  if (last?.at == null) return dueAt;
  const next = new Date(Date.parse(last.at) + interval).toISOString();
  return next > dueAt ? next : dueAt;
}

async function joinHeld(database: Kysely<AlertTables>, { channel, createdAt, digest }: NewMessage): Promise<boolean> {
  const held = await database
    .selectFrom('peerquest_audit_message')
    .select(['id', 'parts', 'data'])
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .where('due_at', '>', createdAt)
    .where('parts', '<', MOST_PARTS)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  if (held === undefined) return false;
  const { numUpdatedRows } = await database
    .updateTable('peerquest_audit_message')
    .set({ parts: Number(held.parts) + 1, data: JSON.stringify([...(JSON.parse(held.data) as unknown[]), digest]) })
    .where('id', '=', held.id)
    .where('attempts', '=', 0)
    .where('parts', '=', held.parts)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
