import { sql } from 'kysely';
import { findUser, PEERQUEST_USERS, recordRows, TIMELINE_TABLES, type RecordWish } from '../../audit/index.ts';
import { addressText, connect, type DatabaseAddress, type ReadSession } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { printed, uuid } from '../../model/index.ts';
import { requireSameEngine } from '../against/same-engine.ts';
import { sourceText } from '../obtain.ts';
import { withRestored, type Learnt, type RestorePorts, type RestoreWish } from '../with-restored.ts';
import { compareRecords, type FoundTable } from './compare-records.ts';

/** The record that is looked for: a quest by its number, or a person by name, e-mail address or id. */
export type RecordName = { readonly quest: number } | { readonly user: string };

/** A record in a backup beside what it is now. */
export interface FoundRecord {
  readonly backup: { readonly path: string; readonly bytes: number; readonly formats: readonly string[]; readonly into: string };
  readonly live: string;
  readonly record: { readonly kind: 'quest' | 'user'; readonly id: string; readonly inBackup: boolean; readonly inLive: boolean };
  readonly same: boolean;
  readonly sentence: string;
  readonly tables: readonly FoundTable[];
}

/** So many rows of a table are compared, those with the lowest keys. */
const MOST = 500;

/**
 * Restores a backup and says what a record with its rows was there, beside what it is now. Both are only read.
 *
 * @throws BackupTrouble for what cannot be restored; UsageError for a record that neither has
 */
export async function findRecord(
  wish: RestoreWish & { readonly name: RecordName; readonly live: DatabaseAddress; readonly redact?: boolean },
  ports: RestorePorts,
): Promise<FoundRecord> {
  const learnt: Learnt = { bytes: 0, formats: [] };
  return await withRestored(wish, ports, learnt, async (place) => {
    requireSameEngine(place.address, wish.live);
    const found = await beside(place.address, wish.live, wish.name, wish.redact === true);
    return { backup: { path: sourceText(wish.source), ...learnt, into: place.into }, live: addressText(wish.live), ...found };
  });
}

async function beside(backup: DatabaseAddress, live: DatabaseAddress, name: RecordName, redact: boolean) {
  const then = await connect(backup, TIMELINE_TABLES);
  try {
    const now = await connect(live, TIMELINE_TABLES);
    try {
      const [was, is] = [await lookUp(then, name), await lookUp(now, name)];
      const known = was ?? is;
      if (known === null) {
        throw new UsageError('NO_SUCH_RECORD', printed`Neither the backup nor the live database has ${textOf(name)}: check what you name.`);
      }
      const { topic, id } = known;
      const wish: RecordWish = { topic, id, titles: [...new Set([...(was?.titles ?? []), ...(is?.titles ?? [])])] };
      const tables = compareRecords(await recordRows(then, wish, MOST), await recordRows(now, wish, MOST), redact);
      // A person may bear another name in one of the two.
      const own = tables[0]?.rows.find(({ key }) => key === uuid(id));
      const [inBackup, inLive] = [own?.was != null, own?.is != null];
      const record = { kind: topic, id: uuid(id), inBackup, inLive };
      const same = tables.every(({ rows }) => rows.every(({ state }) => state === 'same'));
      return { record, same, sentence: sentenceOf(redact && topic === 'user' ? { user: record.id } : name, record, tables), tables };
    } finally {
      await now.close();
    }
  } finally {
    await then.close();
  }
}

/** The record as one of the two knows it; null where it does not. */
async function lookUp(session: ReadSession, name: RecordName): Promise<RecordWish | null> {
  if ('quest' in name) {
    const missing = session.catalog.missing({ quests_quest: ['id', 'title'] });
    if (missing !== null) throw new UsageError('NO_QUESTS', `--quest cannot be looked up in ${session.name}: ${missing.reason}.`);
    const [row] = await session.all(sql`select id, title from quests_quest where id = ${name.quest}`);
    return row === undefined ? null : { topic: 'quest', id: row['id'] ?? null, titles: [String(row['title'])] };
  }
  try {
    const { storedId } = await findUser(session, name.user, PEERQUEST_USERS);
    return { topic: 'user', id: storedId, titles: [] };
  } catch (error) {
    if (error instanceof UsageError && error.code === 'UNKNOWN_USER') return null;
    throw error;
  }
}

function textOf(name: RecordName): string {
  return 'quest' in name ? `quest ${name.quest}` : `user "${name.user}"`;
}

function sentenceOf(name: RecordName, { inBackup, inLive }: FoundRecord['record'], tables: readonly FoundTable[]): string {
  const [first = '', ...rest] = textOf(name);
  const who = `${first.toUpperCase()}${rest.join('')}`;
  const rows = tables.flatMap((table) => table.rows);
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  if (!inLive)
    return printed`${who} is gone from the live database: the backup has it, with ${count('gone') - 1} rows of its own that are gone, too.`;
  if (!inBackup) return printed`${who} is not in the backup: it came later, or was gone when that was made.`;
  const [changed, gone, added] = [count('changed'), count('gone'), count('new')];
  if (changed + gone + added === 0) return printed`${who} is the same in both, with what belongs to it: ${rows.length} rows.`;
  const are = (number: number): string => `${number} ${number === 1 ? 'is' : 'are'}`;
  return printed`${who} is not what it was: of ${rows.length} rows ${changed} changed since, ${are(gone)} gone and ${are(added)} new.`;
}
