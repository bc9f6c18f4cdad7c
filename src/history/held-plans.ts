import type { Kysely } from 'kysely';
import { furthestFrom } from '../clock.ts';
import type { Bytes, Whole } from './whole.ts';
import { bytesOf } from './whole.ts';

interface PlanTable {
  readonly id: string;
  readonly kind: string;
  readonly account: string;
  readonly database_title: string;
  readonly run: string | null;
  readonly changes: Whole;
  readonly entities: Whole | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly taken_at: string | null;
}

interface PieceTable {
  readonly plan_id: string;
  readonly piece: number;
  readonly data: Bytes;
}

type Tables = Readonly<{ peerquest_audit_held_plan: PlanTable; peerquest_audit_held_plan_piece: PieceTable }>;

/** A plan, or the preview of an undo, that is held for the person who has seen it. */
export interface HeldPlan {
  readonly id: string;
  readonly kind: 'repair' | 'undo';
  /** Whose it is. */
  readonly account: string;
  /** The database's name outside. */
  readonly database: string;
  /** The run that is taken back, of an undo. */
  readonly run: string | null;
  readonly changes: number;
  readonly entities: number | null;
  /** ISO 8601 UTC, as the next two. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly takenAt: string | null;
}

/** Plans that are held. */
export interface HeldPlans {
  /** Keeps one with its content in pieces, and forgets what expired before it began. */
  hold(plan: HeldPlan, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  find(id: string): Promise<HeldPlan | null>;
  content(id: string): AsyncIterable<Uint8Array>;
  /** Takes it, once and within its time, which only a wrong clock can have begun days ahead: of several who try, one succeeds. */
  take(id: string, at: string): Promise<boolean>;
  /** Nothing came of it: it can be taken once more. */
  giveBack(id: string): Promise<void>;
}

/** The held plans of a store. */
export function heldPlans(database: Kysely<Tables>): HeldPlans {
  const forget = async (before: string): Promise<void> => {
    const old = await database.selectFrom('peerquest_audit_held_plan').select('id').where('expires_at', '<', before).limit(500).execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return;
    await database.deleteFrom('peerquest_audit_held_plan_piece').where('plan_id', 'in', ids).execute();
    await database.deleteFrom('peerquest_audit_held_plan').where('id', 'in', ids).execute();
  };
  return {
    async hold(plan, pieces) {
      const { id, kind, account, database: title, run, changes, entities, createdAt, expiresAt } = plan;
      await forget(createdAt);
      let piece = 0;
      for await (const data of pieces) {
        await database.insertInto('peerquest_audit_held_plan_piece').values({ plan_id: id, piece, data }).execute();
        piece += 1;
      }
      // With its row it is there: last, and whole.
      await database
        .insertInto('peerquest_audit_held_plan')
        .values({
          id,
          kind,
          account,
          database_title: title,
          run,
          changes,
          entities,
          created_at: createdAt,
          expires_at: expiresAt,
          taken_at: null,
        })
        .execute();
    },
    async find(id) {
      const row = await database.selectFrom('peerquest_audit_held_plan').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        kind: row.kind === 'undo' ? 'undo' : 'repair',
        account: row.account,
        database: row.database_title,
        run: row.run,
        changes: Number(row.changes),
        entities: row.entities === null ? null : Number(row.entities),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        takenAt: row.taken_at,
      };
    },
    async *content(id) {
      for (let piece = 0; ; piece += 1) {
        const row = await database
          .selectFrom('peerquest_audit_held_plan_piece')
          .select('data')
          .where('plan_id', '=', id)
          .where('piece', '=', piece)
          .executeTakeFirst();
        if (row === undefined) return;
        yield bytesOf(row.data);
      }
    },
    async take(id, at) {
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_held_plan')
        .set({ taken_at: at })
        .where('id', '=', id)
        .where('taken_at', 'is', null)
        .where('expires_at', '>', at)
        .where('created_at', '<=', furthestFrom(at))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async giveBack(id) {
      await database.updateTable('peerquest_audit_held_plan').set({ taken_at: null }).where('id', '=', id).execute();
    },
  };
}
