import type { Kysely, Selectable } from 'kysely';
import type { AlertTables } from './alert-tables.ts';
import { layIn, type NewMessage } from './lay-in.ts';
import { together } from './together.ts';

/** What was told last of one thing. */
export interface AlertState {
  readonly topic: string;
  readonly version: number;
  readonly state: unknown;
  readonly isBad: boolean;
  /** When something was said of it last, ISO 8601 UTC. */
  readonly toldAt: string;
}

/** What is to be kept of one thing from now on. */
export type NewAlertState = Omit<AlertState, 'version'>;

/** What has been told, so that only changes are. */
export interface AlertStates {
  /** Null where nothing was said of it yet. */
  of(topic: string): Promise<AlertState | null>;
  /** Those that are not well, about which nothing was said since a time, or only `ahead`, by a clock that was wrong. */
  badSince(before: string, ahead: string): Promise<readonly AlertState[]>;
  /**
   * Keeps a new state and lays the messages about it into the outbox: both or neither.
   *
   * @param version of the state that the change was made of; 0 where there was none
   * @returns false where another has changed it meanwhile: nothing is kept then
   */
  change(state: NewAlertState, version: number, messages: readonly NewMessage[]): Promise<boolean>;
}

/** The states of a store. */
export function alertStates(database: Kysely<AlertTables>): AlertStates {
  const of = async (topic: string): Promise<AlertState | null> => {
    const row = await database.selectFrom('peerquest_audit_alert_state').selectAll().where('topic', '=', topic).executeTakeFirst();
    return row === undefined ? null : stateOf(row);
  };
  return {
    of,
    async badSince(before, ahead) {
      const rows = await database
        .selectFrom('peerquest_audit_alert_state')
        .selectAll()
        .where('is_bad', '=', 1)
        .where((eb) => eb.or([eb('told_at', '<', before), eb('told_at', '>', ahead)]))
        .orderBy('topic')
        .execute();
      return rows.map(stateOf);
    },
    async change(state, version, messages) {
      try {
        await together(database, async (transaction) => {
          if (!(await keep(transaction, state, version))) throw new Overtaken();
          for (const message of messages) await layIn(transaction, message);
        });
        return true;
      } catch (error) {
        // Two that begin the same meet at its key.
        if (error instanceof Overtaken || ((await of(state.topic))?.version ?? 0) !== version) return false;
        throw error;
      }
    },
  };
}

class Overtaken extends Error {}

async function keep(database: Kysely<AlertTables>, { topic, state, isBad, toldAt }: NewAlertState, version: number): Promise<boolean> {
  const row = { version: version + 1, state: JSON.stringify(state), is_bad: isBad ? 1 : 0, told_at: toldAt };
  if (version === 0) {
    await database
      .insertInto('peerquest_audit_alert_state')
      .values({ topic, ...row })
      .execute();
    return true;
  }
  const { numUpdatedRows } = await database
    .updateTable('peerquest_audit_alert_state')
    .set(row)
    .where('topic', '=', topic)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function stateOf(row: Selectable<AlertTables['peerquest_audit_alert_state']>): AlertState {
  return {
    topic: row.topic,
    version: Number(row.version),
    state: JSON.parse(row.state) as unknown,
    isBad: Number(row.is_bad) === 1,
    toldAt: row.told_at,
  };
}
