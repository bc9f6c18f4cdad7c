import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Allowances, Capabilities, DatabaseAddress, LockHolder, RepairAccess, WriteSession } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import type { Store } from '../history/index.ts';
import type { Operator } from '../operator.ts';

/** Waits between attempts to get a lost connection back, in milliseconds: a server that restarts needs some seconds. */
const WAITS = [100, 250, 500, 1000, 2000, 4000, 8000];

/** How often, and after how many milliseconds each, the store is asked who repairs the database. */
const LOOKS = 10;
const LOOK_AFTER = 100;
/** Among how many of its newest runs, of this database and of others. */
const RECENT_RUNS = 20;

/** Where a repair writes, and by what right. */
export interface RepairTarget {
  readonly address: DatabaseAddress;
  readonly allowances: Allowances;
}

/** Lanes whose locks a connection holds; in the first of them it writes. */
export type Lanes = readonly [number, ...number[]];

/**
 * Opens a connection for writing and takes the repair locks of lanes of the database: one repair at a time.
 *
 * @throws RefusedError naming who repairs the database now
 * @throws DatabaseError when the database cannot be reached or may not be written
 */
export async function openRepairSession(
  access: RepairAccess,
  store: Store,
  operator: Operator,
  lanesOf: (session: WriteSession) => Lanes,
): Promise<WriteSession> {
  const session = await access.connect();
  try {
    const holder = await session.lock(operator, lanesOf(session));
    if (holder === 'locked') return session;
    throw refusal(session.name, await nameHolder(holder, store, await session.identity()));
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * What the database does not know of the other one, the store may: the newest run that has not ended, or not before we
 * asked. One that has only just taken the lock has not told the store yet, hence a moment's patience first.
 */
async function nameHolder(holder: LockHolder, store: Store, identity: string): Promise<LockHolder> {
  const asked = systemClock().toISOString();
  for (let look = 0; look < LOOKS && holder.pid === null; look++) {
    await sleep(LOOK_AFTER);
    const run = (await store.runs.newest(RECENT_RUNS)).find(
      ({ database, finishedAt }) => database.identity === identity && (finishedAt === null || finishedAt >= asked),
    );
    if (run !== undefined) return { host: run.operator.split('@').at(-1) ?? holder.host, pid: run.processId, since: run.startedAt };
  }
  return holder;
}

function refusal(database: string, { host, pid, since }: LockHolder): RefusedError {
  const who = pid === null ? 'another process' : `process ${pid}`;
  return new RefusedError(
    'REPAIR_RUNNING',
    `Another repair of "${database}" is running (${who} on ${host ?? 'an unknown host'}, since ${since ?? 'an unknown time'}): wait until it has finished, then try again.`,
  );
}

/**
 * The same again after the connection was lost; the server may need a while to start, and to notice that the old connection is
 * gone.
 *
 * @throws whatever the last attempt threw
 */
export async function reopenRepairSession(access: RepairAccess, store: Store, operator: Operator, lanes: Lanes): Promise<WriteSession> {
  for (const wait of WAITS) {
    try {
      return await openRepairSession(access, store, operator, () => lanes);
    } catch {
      await sleep(wait);
    }
  }
  return openRepairSession(access, store, operator, () => lanes);
}

/** A connection of a repair, and the lanes whose locks it holds. */
export interface OpenLane {
  readonly lanes: Lanes;
  readonly session: WriteSession;
}

/**
 * One connection for each lane that is wanted, with the locks of all that the database has: the first connection holds those of the
 * others besides its own. Where one fails, none stays open.
 *
 * @param wanted how many lanes there is work for; at least one is opened, and no more than the database has
 * @throws as {@link openRepairSession} does
 */
export async function openRepairSessions(
  access: RepairAccess,
  store: Store,
  operator: Operator,
  wanted: (capabilities: Capabilities) => number,
): Promise<readonly [OpenLane, ...OpenLane[]]> {
  const open: OpenLane[] = [];
  const lanesOfFirst = ({ capabilities }: WriteSession): Lanes => {
    const count = Math.max(1, Math.min(wanted(capabilities), capabilities.repairLanes));
    return [0, ...[...Array(capabilities.repairLanes).keys()].slice(count)];
  };
  try {
    const session = await openRepairSession(access, store, operator, lanesOfFirst);
    const first: OpenLane = { lanes: lanesOfFirst(session), session };
    open.push(first);
    for (let lane = 1; lane <= session.capabilities.repairLanes - first.lanes.length; lane++) {
      open.push({ lanes: [lane], session: await openRepairSession(access, store, operator, () => [lane]) });
    }
    return [first, ...open.slice(1)];
  } catch (error) {
    await Promise.all(open.map(({ session }) => session.close()));
    await access.close();
    throw error;
  }
}
