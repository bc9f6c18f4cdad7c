import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { furthestFrom } from '../clock.ts';
import { chunks } from '../database/index.ts';
import type { AlertTables } from './alert-tables.ts';

/** Rows of one statement. */
const AT_ONCE = 500;

/** A message that is on its way, or was. */
export interface OutboxMessage {
  readonly id: string;
  readonly channel: string;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly endedAt: string | null;
  /** What came of the last attempt, a sentence. */
  readonly note: string | null;
  /** What it tells. */
  readonly digests: readonly unknown[];
}

/** How many messages of a channel are in which state. */
export interface OutboxCount {
  readonly channel: string;
  readonly state: OutboxMessage['state'];
  readonly messages: number;
  /** When the oldest of them was laid in. */
  readonly oldest: string;
}

/** Messages on their way. Each is tried by one process at a time, which holds it for a while. */
export interface Outbox {
  /** Those that may be tried now, the oldest first; also what waits for a time that only a wrong clock can have said. */
  due(now: string, limit: number): Promise<readonly OutboxMessage[]>;
  /** Takes one to try it; false where another has. */
  claim(message: OutboxMessage, holder: string, now: string, until: string): Promise<boolean>;
  /** It has arrived. */
  sent(id: string, holder: string, at: string, note: string | null): Promise<void>;
  /** It has not: it is tried again at a time, or no more where that is null. */
  failed(id: string, holder: string, at: string, note: string, dueAt: string | null): Promise<void>;
  /** By channel and state. */
  counts(): Promise<readonly OutboxCount[]>;
  /** The newest first. */
  newest(limit: number): Promise<readonly OutboxMessage[]>;
  /** Forgets what was over before a time. */
  prune(before: string): Promise<void>;
}

/** The outbox of a store. */
export function outbox(database: Kysely<AlertTables>): Outbox {
  const end = async (id: string, holder: string, row: Partial<Selectable<AlertTables['peerquest_audit_message']>>): Promise<void> => {
    await database
      .updateTable('peerquest_audit_message')
      .set({ ...(row as { note: string | null }), holder: null, held_until: null })
      .where('id', '=', id)
      .where('holder', '=', holder)
      .execute();
  };
  return {
    async due(now, limit) {
      const rows = await database
        .selectFrom('peerquest_audit_message')
        .selectAll()
        .where('state', '=', 'waiting')
        .where((eb) =>
          eb.or([
            eb('due_at', '<=', now),
            eb('created_at', '>', furthestFrom(now)),
            eb.and([eb('attempts', '>', 0), eb('due_at', '>', furthestFrom(now))]),
          ]),
        )
        .where((eb) => isFree(eb, now))
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(messageOf);
    },
    async claim({ id, attempts }, holder, now, until) {
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_message')
        .set({ holder, held_until: until, attempts: attempts + 1 })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .where('attempts', '=', attempts)
        .where((eb) => isFree(eb, now))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    sent: (id, holder, at, note) => end(id, holder, { state: 'sent', ended_at: at, note }),
    failed: (id, holder, at, note, dueAt) =>
      end(id, holder, dueAt === null ? { state: 'failed', ended_at: at, note } : { due_at: dueAt, note }),
    async counts() {
      const rows = await database
        .selectFrom('peerquest_audit_message')
        .select(({ fn }) => ['channel', 'state', fn.countAll<number | string>().as('messages'), fn.min('created_at').as('oldest')])
        .groupBy(['channel', 'state'])
        .orderBy('channel')
        .orderBy('state')
        .execute();
      return rows.map(({ channel, state, messages, oldest }) => ({ channel, state, messages: Number(messages), oldest }));
    },
    async newest(limit) {
      const rows = await database
        .selectFrom('peerquest_audit_message')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(messageOf);
    },
    async prune(before) {
      const over = await database
        .selectFrom('peerquest_audit_message')
        .select('id')
        .where('state', '!=', 'waiting')
        .where('ended_at', '<', before)
        .limit(10 * AT_ONCE)
        .execute();
      for (const some of chunks(over, AT_ONCE)) {
        await database
          .deleteFrom('peerquest_audit_message')
          .where(
            'id',
            'in',
            some.map(({ id }) => id),
          )
          .execute();
      }
    },
  };
}

function isFree(eb: ExpressionBuilder<AlertTables, 'peerquest_audit_message'>, now: string) {
  return eb.or([eb('held_until', 'is', null), eb('held_until', '<', now), eb('held_until', '>', furthestFrom(now))]);
}

function messageOf(row: Selectable<AlertTables['peerquest_audit_message']>): OutboxMessage {
  return {
    id: row.id,
    channel: row.channel,
    createdAt: row.created_at,
    dueAt: row.due_at,
    state: row.state,
    attempts: Number(row.attempts),
    endedAt: row.ended_at,
    note: row.note,
    digests: JSON.parse(row.data) as unknown[],
  };
}
