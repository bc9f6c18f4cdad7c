import type { FaultPlan } from './fault-plan.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { RowSink } from './row-sink.ts';

/** What the parts of the generator share. */
export interface World {
  readonly random: Random;
  readonly faults: FaultPlan;
  /** Ids of all users. */
  readonly users: readonly string[];
  readonly ledger: Ledger;
  readonly sink: RowSink;
}

/** How many quests, guilds or users are made before their rows are handed over. */
export const BLOCK = 2000;
