import type { Role } from '../config/index.ts';
import type { Clock } from '../clock.ts';
import type { ProgressEvent, StartedRun } from '../service/index.ts';
import { mayDo, maySee, type Caller } from './caller.ts';
import type { HereNews, News, RunNews } from './news.ts';

/** News that are kept for who comes back. */
const KEPT = 1000;
/** How often the progress of a run is told at most, in milliseconds: its beginning and its end are always. */
const PAUSE = 250;

/** Who may hear of what: whoever may ask for it. */
const RIGHTS: Readonly<Record<News['type'], Role>> = {
  run: 'viewer',
  acknowledgements: 'viewer',
  jobs: 'viewer',
  probes: 'viewer',
  alerts: 'viewer',
  accounts: 'admin',
  deeds: 'admin',
};

/** News by their number. */
export interface NumberedNews {
  readonly id: number;
  readonly event: News;
}

/**
 * What happens in this process, for those who look at it. Numbers go on from the time at which it began, so that one from before a restart is known as
 * such. What happens elsewhere on the same store is not heard of.
 */
export class NewsBook {
  readonly events: NumberedNews[] = [];
  readonly listeners = new Set<() => void>();
  readonly #clock: Clock;
  readonly #running = new Map<string, RunNews>();
  #newest: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#newest = clock().getTime();
  }

  /** The number of the last one. */
  get newest(): number {
    return this.#newest;
  }

  /** Tells all who listen. */
  tell(event: News): void {
    this.#newest += 1;
    this.events.push({ id: this.#newest, event });
    if (this.events.length > KEPT) this.events.shift();
    for (const listener of this.listeners) listener();
  }

  /** Tells of a run from now to its end. */
  follow(run: StartedRun, database: string): void {
    const { ticket, wish, done } = run;
    const about = { type: 'run', database, run: ticket, kind: wish.kind, by: wish.operator } as const;
    let news: RunNews = { ...about, state: 'waiting', checks: null, done: 0, changes: 0 };
    let toldAt = -Infinity;
    const tell = (): void => {
      toldAt = this.#clock().getTime();
      this.tell(news);
    };
    this.#running.set(ticket, news);
    tell();
    run.events((event) => {
      const next = after(news, event);
      if (next === news) return;
      const isBeginning = news.state === 'waiting';
      news = next;
      this.#running.set(ticket, news);
      if (isBeginning || this.#clock().getTime() - toldAt >= PAUSE) tell();
    });
    void done.then(() => {
      this.#running.delete(ticket);
      news = { ...news, state: 'ended' };
      tell();
    });
  }

  /** What is under way, for somebody. */
  here(caller: Caller): HereNews {
    return { type: 'here', running: [...this.#running.values()].filter((one) => mayHear(caller, one)) };
  }

  /** What has happened since a number; null where that is not known any more. */
  since(number: number): readonly NumberedNews[] | null {
    const oldest = this.events[0]?.id ?? this.#newest + 1;
    return number < oldest - 1 || number > this.#newest ? null : this.events.filter(({ id }) => id > number);
  }
}

/** Whether news are for somebody. */
export function mayHear(caller: Caller, news: News): boolean {
  return mayDo(caller, RIGHTS[news.type]) && (!('database' in news) || maySee(caller, news.database));
}

/** How far a run is after an event of it. */
function after(news: RunNews, event: ProgressEvent): RunNews {
  switch (event.type) {
    case 'run-started':
      return { ...news, state: 'running', checks: event.checks };
    case 'check-finished':
      return { ...news, state: 'running', done: news.done + 1 };
    case 'changes':
      return { ...news, state: 'running', changes: news.changes + event.count };
    default:
      return news;
  }
}
