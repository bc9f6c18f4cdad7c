import { chunks, type RowSource } from '../database/index.ts';
import type { PlannedChange } from './planned-change.ts';
import { membershipStanding } from './standing/memberships.ts';
import { participationStanding } from './standing/participations.ts';

/**
 * What has come to rest on a row as it is, by words for it: each is true or false. The digest of a row tells when it was changed; it does
 * not tell when another row came to rely on it, as a quest on the participation of its assignee. Taking the row back would then leave
 * what a check finds and the repair did not meet. The journal keeps what rested on the row right after the repair: only what came since
 * is a conflict.
 */
export type Standing = Readonly<Record<string, boolean>>;

/** The part of the standings that one reader knows of: it reads a few rows for all changes together, and judges each. */
export interface StandingReader {
  /** Whether anything can rest on what taking this back would change. */
  concerns(undo: PlannedChange): boolean;
  /** @param lock keeps what is read as it is until the transaction ends */
  read(source: RowSource, undos: readonly PlannedChange[], lock: boolean): Promise<(undo: PlannedChange) => Standing>;
}

const READERS: readonly StandingReader[] = [participationStanding, membershipStanding];

/** Changes that are looked at together: as many ids as every engine takes in a list without a second thought. */
const AT_ONCE = 500;

/**
 * What rests on the rows that these changes would take back; nothing for most.
 *
 * @param undos changes as an undo would make them
 */
export async function standingsOf(
  source: RowSource,
  undos: readonly PlannedChange[],
  lock: boolean,
): Promise<ReadonlyMap<PlannedChange, Standing>> {
  const standings = new Map<PlannedChange, Standing>();
  for (const reader of READERS) {
    for (const some of chunks(
      undos.filter((undo) => reader.concerns(undo)),
      AT_ONCE,
    )) {
      const judge = await reader.read(source, some, lock);
      for (const undo of some) standings.set(undo, judge(undo));
    }
  }
  return standings;
}

/** What has come to rest on a row since, in the words for it. */
export function cameSince(then: Standing | null, now: Standing | undefined): readonly string[] {
  return Object.entries(now ?? {}).flatMap(([words, rests]) => (rests && then?.[words] === false ? words : []));
}
