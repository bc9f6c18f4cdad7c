import { chunks, type RowSource } from '../database/index.ts';
import type { PlannedChange } from './planned-change.ts';
import { membershipStanding } from './standing/memberships.ts';
import { participationStanding } from './standing/participations.ts';
import type { RestingOn, StandingReader } from './standing/reader.ts';

export type { RestingOn } from './standing/reader.ts';

const READERS: readonly StandingReader[] = [participationStanding, membershipStanding];

/** Changes that are looked at together: as many ids as every engine takes in a list without a second thought. */
const AT_ONCE = 500;

/**
 * What rests on the rows that these changes would take back; nothing for most.
 *
 * @param undos changes as an undo would make them
 */
export async function whatRestsOn(
  source: RowSource,
  undos: readonly PlannedChange[],
  lock: boolean,
): Promise<ReadonlyMap<PlannedChange, RestingOn>> {
  const standings = new Map<PlannedChange, RestingOn>();
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
export function cameSince(then: RestingOn | null, now: RestingOn | undefined): readonly string[] {
  return Object.entries(now ?? {}).flatMap(([words, rests]) => (rests && then?.[words] === false ? words : []));
}
