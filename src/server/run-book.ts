import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Clock } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { HeldPlan, Store } from '../history/index.ts';
import type { Log } from '../log.ts';
import { BusyError, type ProgressEvent, type Runner, type RunEnding, type RunWish, type StartedRun } from '../service/index.ts';
import { wordsOutside } from './explain-problem.ts';
import { Problem } from './problem.ts';

/** Tickets that are remembered after their end. */
const REMEMBERED = 200;
/** Events of a run that are kept for who comes later: those before are gone then. */
const EVENTS = 2000;
/** How long a plan may be applied by who has seen it. */
const PLAN_MINUTES = 30;
const PIECE = 2 ** 20;
/** What a run that failed says may name what is nobody's outside. */
const IN_THE_LOG = 'The run has failed: the log of the service says why.';

/** An event of a run, by its number. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: ProgressEvent | { readonly type: 'ended'; readonly ticket: object };
}

/** A run that somebody has started here. */
export interface Ticket {
  /** The run's, too. */
  readonly id: string;
  /** The held plan whose changes it makes; null for none. */
  readonly applies: string | null;
  readonly wish: RunWish;
  /** The name of its database outside. */
  readonly database: string;
  readonly started: StartedRun;
  readonly startedAt: string;
  readonly events: NumberedEvent[];
  /** Null while it goes on. */
  ending: RunEnding | null;
  /** Why it failed, as far as it is told outside; null while it has not. */
  reason: string | null;
  /** The plan that it made, held for who has asked for it; null for none. */
  plan: HeldPlan | null;
  /** Fulfilled when its ending has been told to all who listen. */
  told: Promise<void>;
  /** Called for each event, and at the end. */
  readonly listeners: Set<() => void>;
}

/** What the book is given. */
export interface RunBookPorts {
  readonly runner: Runner;
  readonly store: () => Promise<Store>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The runs that were started over HTTP, by their tickets. They are this instance's: another one does not know them. */
export class RunBook {
  readonly #ports: RunBookPorts;
  readonly #tickets = new Map<string, Ticket>();

  constructor(ports: RunBookPorts) {
    this.#ports = ports;
  }

  find(id: string): Ticket | null {
    return this.#tickets.get(id) ?? null;
  }

  /** Those on a database that have not ended. */
  running(database: string): readonly Ticket[] {
    return [...this.#tickets.values()].filter((one) => one.database === database && one.ending === null);
  }

  /** What makes, or has made, the changes of a held plan; null where nothing here has. */
  applying(plan: string): Ticket | null {
    return [...this.#tickets.values()].findLast(({ applies }) => applies === plan) ?? null;
  }

  /** Fulfilled when the ending of every run has been told. */
  async allTold(): Promise<void> {
    await Promise.all([...this.#tickets.values()].map(({ told }) => told));
  }

  /**
   * Starts a run. A preview is held for who has asked for it when it has ended.
   *
   * @param before what is done before anybody hears of the end
   * @param applies the held plan whose changes it makes
   * @throws Problem 409 where a repair is not alone, 429 where too many wait
   */
  start(
    wish: RunWish,
    database: string,
    before: (ending: RunEnding) => Promise<void> = () => Promise.resolve(),
    applies: string | null = null,
  ): Ticket {
    const started = this.#started(wish);
    const ticket: Ticket = {
      ...{ id: started.ticket, applies, wish, database, started },
      startedAt: this.#ports.clock().toISOString(),
      ...{ events: [], ending: null, reason: null, plan: null, told: Promise.resolve(), listeners: new Set() },
    };
    this.#tickets.set(ticket.id, ticket);
    let planned: Extract<ProgressEvent, { type: 'plan-made' }> | null = null;
    ticket.started.events((event) => {
      if (event.type === 'plan-made') planned = event;
      tell(ticket, event);
    });
    ticket.told = ticket.started.done.then(async (ending) => {
      try {
        if (ending.error === null && planned !== null) ticket.plan = await this.#held(ticket, planned);
        await before(ending);
      } catch (error) {
        this.#ports.log.error('run-not-kept', { ticket: ticket.id, error: sentenceOf(error) });
      }
      ticket.ending = ending;
      tell(ticket, { type: 'ended', ticket: ticketMembers(ticket) });
      this.#forget();
    });
    return ticket;
  }

  #started(wish: RunWish): StartedRun {
    try {
      return this.#ports.runner.start(wish);
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      const { code } = error;
      if (code === 'TOO_MANY_WAIT')
        throw new Problem(429, 'Runs wait on this database already: try again later.', { headers: { 'retry-after': '30' }, code });
      if (code === 'RUN_UNDER_WAY')
        throw new Problem(409, 'another repair is running, or an audit: try again when it has ended.', { code });
      throw new Problem(503, 'The service is about to end.', { code });
    }
  }

  /** Keeps what a preview has shown. */
  async #held(
    { wish, database }: Ticket,
    planned: { readonly changes: number; readonly entities: number | null },
  ): Promise<HeldPlan | null> {
    if (planned.changes === 0 || (wish.kind !== 'plan' && wish.kind !== 'undo-preview')) return null;
    const now = this.#ports.clock();
    const plan: HeldPlan = {
      ...{ id: randomUUID(), kind: wish.kind === 'plan' ? 'repair' : 'undo', account: wish.operator, database },
      ...{ run: wish.run ?? null, changes: planned.changes, entities: planned.entities },
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + PLAN_MINUTES * 60_000).toISOString(),
      takenAt: null,
    };
    const { heldPlans } = await this.#ports.store();
    await heldPlans.hold(plan, piecesOf(plan.kind === 'repair' ? (wish.plan ?? null) : null));
    return plan;
  }

  #forget(): void {
    const ended = [...this.#tickets.values()].filter(({ ending }) => ending !== null);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) this.#tickets.delete(id);
  }
}

/** What is told of a ticket. The sentence of an error may name a path or an address, unless it is about what was asked for: the log has it. */
export function ticketMembers({ id, wish, database, startedAt, ending, reason, plan }: Ticket): object {
  return {
    ticket: id,
    kind: wish.kind,
    database,
    by: wish.operator,
    startedAt,
    state: ending === null ? 'running' : ending.error === null ? 'ended' : 'failed',
    run: ending?.run ?? null,
    exitCode: ending?.exitCode ?? null,
    reason: (ending?.error ?? null) === null ? null : (reason ?? IN_THE_LOG),
    plan: plan === null ? null : planMembers(plan),
  };
}

/** What is told of a held plan. */
export function planMembers({ id, kind, database, run, changes, entities, createdAt, expiresAt, takenAt }: HeldPlan): object {
  return { id, kind, database, undoes: run, changes, entities, createdAt, expiresAt, takenAt };
}

function tell(ticket: Ticket, told: NumberedEvent['event']): void {
  ticket.events.push({ id: (ticket.events.at(-1)?.id ?? 0) + 1, event: outside(ticket, told) });
  if (ticket.events.length > EVENTS) ticket.events.shift();
  for (const listener of ticket.listeners) listener();
}

function outside(ticket: Ticket, event: NumberedEvent['event']): NumberedEvent['event'] {
  if (event.type !== 'run-failed') return event;
  const { code, sentence } = event;
  ticket.reason ??= code === null ? null : wordsOutside(code, sentence);
  return ticket.reason === null ? { ...event, code: null, sentence: IN_THE_LOG } : { ...event, sentence: ticket.reason };
}

async function* piecesOf(file: string | null): AsyncGenerator<Uint8Array> {
  if (file === null) return;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE })) yield piece as Buffer;
}
