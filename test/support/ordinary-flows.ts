import { ACCOUNT_FLOWS } from './ordinary-flows-accounts.ts';
import { GUILD_FLOWS } from './ordinary-flows-guilds.ts';
import { QUEST_FLOWS } from './ordinary-flows-quests.ts';
import { AppState, type Flow } from './ordinary-flows-state.ts';

const FLOWS = Object.entries({ ...ACCOUNT_FLOWS, ...QUEST_FLOWS, ...GUILD_FLOWS });

/** How often each is tried, compared with others. */
const WEIGHTS: Readonly<Record<string, number>> = {
  sendReceipt: 3,
  checkReceipt: 6,
  apply: 8,
  approve: 4,
  post: 2,
  join: 2,
  ask: 3,
  answer: 3,
};

const LOTS: readonly (readonly [name: string, flow: Flow])[] = FLOWS.flatMap((flow) =>
  Array.from({ length: WEIGHTS[flow[0]] ?? 1 }, () => flow),
);

/** What every life begins with. */
const BEGINNING = ['register', 'verify', 'login'] as const;

/** Names of all flows. */
export const FLOW_NAMES: readonly string[] = FLOWS.map(([name]) => name);

/** What came of an application's life. */
export interface Life {
  readonly app: AppState;
  /** How often each thing was done. */
  readonly done: ReadonlyMap<string, number>;
}

/**
 * Lets PeerQuest live for a while: people do some hundred ordinary things, one after the other, each written as the
 * application writes it (SPEC section 2).
 */
export function liveFor(seed: number, steps: number): Life {
  const app = new AppState(seed);
  const done = new Map<string, number>();
  const act = ([name, flow]: readonly [string, Flow]): void => {
    if (flow(app)) done.set(name, (done.get(name) ?? 0) + 1);
  };
  for (let person = 0; person < 4; person++) for (const name of BEGINNING) act([name, ACCOUNT_FLOWS[name] as Flow]);
  for (let step = 0; step < steps; step++) act(LOTS[app.random.below(LOTS.length)] as (typeof LOTS)[number]);
  return { app, done };
}
