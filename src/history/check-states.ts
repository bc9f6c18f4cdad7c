import type { Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import { packed, unpackedList } from './packed.ts';

/** Findings that were met one after the other, by what tells them from others, and their spans. */
export type KnownBlock = readonly [digest: string, ...spans: number[]];

/** What is known of the last look at a check. */
export interface CheckState {
  readonly lookedAt: string;
  readonly settings: number;
  /** The number of the run that has written the blocks. */
  readonly written: number | null;
  /** All that was there; null where nobody knows. */
  readonly blocks: readonly KnownBlock[] | null;
}

/** What is known of a subject's checks, by their numbers. */
export async function readCheckStates(database: Kysely<HistoryTables>, subject: number): Promise<Map<number, CheckState>> {
  const rows = await database.selectFrom('peerquest_audit_check_state').selectAll().where('subject_id', '=', subject).execute();
  return new Map(
    rows.map(({ check_no, looked_at, settings_no, written, blocks }) => [
      Number(check_no),
      {
        lookedAt: looked_at,
        settings: Number(settings_no),
        written: written === null ? null : Number(written),
        blocks: blocks === null ? null : (unpackedList(blocks, 'what was there last') as readonly KnownBlock[]),
      },
    ]),
  );
}

/** Keeps what is known of a check since this look; where its blocks are the same as before, they stay. */
export async function writeCheckState(
  database: Kysely<HistoryTables>,
  { subject, check }: { readonly subject: number; readonly check: number },
  state: CheckState,
  before: CheckState | undefined,
): Promise<void> {
  const kept = before !== undefined && before.blocks === state.blocks;
  const values = {
    looked_at: state.lookedAt,
    settings_no: state.settings,
    ...(kept ? {} : { written: state.written, blocks: state.blocks === null ? null : packed(state.blocks) }),
  };
  if (before === undefined) {
    await database
      .insertInto('peerquest_audit_check_state')
      .values({ subject_id: subject, check_no: check, ...values })
      .execute();
    return;
  }
  await database
    .updateTable('peerquest_audit_check_state')
    .set(values)
    .where('subject_id', '=', subject)
    .where('check_no', '=', check)
    .execute();
}

/** What a run that begins can compare what it meets with. */
export interface KnownLook {
  /** The hash of the settings under which it was made. */
  readonly settings: string;
  readonly written: number;
  readonly digests: readonly string[];
}

/** What is known of a subject's checks, by their ids. */
export async function readKnownLooks(database: Kysely<HistoryTables>, subject: number): Promise<ReadonlyMap<string, KnownLook>> {
  const states = await readCheckStates(database, subject);
  const words = await database
    .selectFrom('peerquest_audit_word')
    .select(['word_no', 'word'])
    .where('subject_id', '=', subject)
    .where('word_no', 'in', [0, ...states.keys(), ...[...states.values()].map(({ settings }) => settings)])
    .execute();
  const word = new Map(words.map((row) => [Number(row.word_no), row.word]));
  return new Map(
    [...states].flatMap(([check, { settings, written, blocks }]) =>
      blocks === null || written === null
        ? []
        : [[word.get(check) ?? '', { settings: word.get(settings) ?? '', written, digests: blocks.map(([digest]) => digest) }] as const],
    ),
  );
}

/** Settings as a word of the history: no check is called so. */
export const settingsWord = (settings: string): string => `settings ${settings}`;
