import { FaultPlan, type Planted } from './fault-plan.ts';
import { GOLD_PACKAGES } from './generate-gold.ts';
import { generateGuilds } from './generate-guilds.ts';
import { generateQuests } from './generate-quests.ts';
import { generateUsers } from './generate-users.ts';
import { Ledger } from './ledger.ts';
import { Random } from './random.ts';
import type { RowSink } from './row-sink.ts';
import { START, time } from './time.ts';
import { toTheEnd } from './to-the-end.ts';
import type { World } from './world.ts';

/** How large a generated database is, and how sick. */
export interface DemoOptions {
  readonly users: number;
  /** Share of quests, guilds and users that get a fault, 0 to 1. */
  readonly faultRate: number;
  readonly seed: number;
  /** As before July 2025: without the unique index on participants, so that duplicates can be planted. */
  readonly oldSchema: boolean;
}

/**
 * Generates a database in PeerQuest's shape, all tables as the application would have filled them, with a known number
 * of faults of each kind; at most one fault sits on one quest, guild or user, so that the audit must find exactly the
 * planted numbers. Memory does not grow with the number of quests.
 *
 * @returns how many faults of each kind were planted
 */
export function generate(options: DemoOptions, sink: RowSink): Planted {
  return toTheEnd(generating(options, sink));
}

/** The same in steps, between which it can be left. */
export function* generating(options: DemoOptions, sink: RowSink): Generator<void, Planted> {
  const random = new Random(options.seed);
  const users = Array.from({ length: options.users }, () => random.uuid());
  const faults = new FaultPlan(random, options.faultRate, options.oldSchema);
  const world: World = { random, faults, users, ledger: new Ledger(users), sink };
  sink('quests_questcategory', [{ id: 1, name: 'General', created_at: time(START) }]);
  sink('payments_goldpackage', GOLD_PACKAGES);
  yield* generateQuests(world);
  yield* generateGuilds(world);
  // Last, as a user's level and balance follow from everything that was paid.
  yield* generateUsers(world);
  return faults.planted;
}
