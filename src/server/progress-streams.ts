import { Readable } from 'node:stream';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import { mayHear, type NewsBook } from './news-book.ts';
import type { Ticket } from './run-book.ts';
import type { Timer } from '../timer.ts';

const EACH = 10;
/** Bytes that wait for a reader. */
const WAITING = 65_536;
/** Who has signed out is let go within this time, and within twice this time who does not read; others hear that the connection lives. */
const BEAT = 2_000;

/** What streams are given. */
export interface StreamPorts {
  readonly timer: Timer;
  /** The same person once more; null once their session or token has ended. */
  readonly again: (caller: Caller) => Promise<Caller | null>;
  /** Streams of one person, of each kind. */
  readonly each: number | undefined;
}

/** Something that is told as it happens. */
interface Source {
  readonly events: readonly Told[];
  readonly listeners: Set<() => void>;
  /** Whether somebody is told of it. */
  readonly concerns: (event: Told['event'], caller: Caller) => boolean;
  /** Whether nothing more comes. */
  readonly isOver: () => boolean;
  /** Says that the connection lives. */
  readonly beat: string;
  /** Of each kind a person has so many: tabs that hear the news leave room for who follows a repair. */
  readonly kind: 'run' | 'news';
}

interface Told {
  readonly id: number;
  readonly event: { readonly type: string };
}

/** Streams of what happens. They read from memory: no connection to a database waits for a reader. */
export class ProgressStreams {
  readonly #ports: StreamPorts;
  /** Those of each kind and person: how each is told that the service ends. */
  readonly #open = new Map<string, Set<() => void>>();

  constructor(ports: StreamPorts) {
    this.#ports = ports;
  }

  /**
   * The events of a run from one on, until it has ended.
   *
   * @param after the number of the last one that is known already; what is no number is the beginning
   * @throws Problem 429 where somebody has too many
   */
  stream(ticket: Ticket, caller: Caller, after: string | undefined): Readable {
    const { events, listeners } = ticket;
    // Asked of the ticket each time: its ending comes later.
    const isOver = (): boolean => ticket.ending !== null && events.at(-1)?.event.type === 'ended';
    return this.#opened(
      { events, listeners, concerns: () => true, isOver, beat: ': still there\n\n', kind: 'run' },
      caller,
      numberOf(after) ?? 0,
    );
  }

  /**
   * What happens from now on, and since the number that is known already where that is kept; `missed` where it is not. `here` tells what is under way.
   * Its beat is an event, so that a page hears that the connection lives.
   *
   * @throws Problem 429 where somebody has too many
   */
  news(book: NewsBook, caller: Caller, after: string | undefined): Readable {
    const { events, listeners, newest } = book;
    const known = numberOf(after) ?? newest;
    const isMissed = book.since(known) === null;
    const source: Source = {
      ...{ events, listeners, isOver: () => false, beat: 'event: beat\ndata: 0\n\n', kind: 'news' },
      concerns: (event, who) => mayHear(who, event as Parameters<typeof mayHear>[1]),
    };
    const missed = isMissed ? 'event: missed\ndata: 0\n\n' : '';
    return this.#opened(
      source,
      caller,
      isMissed ? newest : known,
      missed + textOf({ id: isMissed ? newest : known, event: book.here(caller) }),
    );
  }

  #opened({ events, listeners, concerns, isOver, beat: alive, kind }: Source, first: Caller, after: number, greeting = ''): Readable {
    let caller = first;
    const whose = `${kind} ${caller.name}`;
    const own = this.#open.get(whose) ?? new Set<() => void>();
    if (own.size >= (this.#ports.each ?? EACH)) {
      throw new Problem(429, 'Too many streams are open for you: close one.', { headers: { 'retry-after': '5' } });
    }
    let last = after;
    const stream = new Readable({ read: () => tellNew(), highWaterMark: WAITING });
    /** Whether as much waits for the reader as may: what is next waits in the source, as it does for all. */
    let isFull = false;
    let isLast = false;
    const tellNew = (): void => {
      isFull = false;
      for (const one of events) {
        if (one.id <= last) continue;
        last = one.id;
        if (!concerns(one.event, caller)) continue;
        isFull = !stream.push(textOf(one));
        if (isFull) return;
      }
      if (isLast || isOver()) stream.push(null);
    };
    const hear = (): void => {
      if (stream.destroyed || stream.readableEnded) return;
      if (!isFull) tellNew();
      // The next that it should read is gone.
      else if ((events[0]?.id ?? 0) > last + 1) stream.destroy();
    };
    const end = (): void => {
      isLast = true;
      hear();
    };
    let cancel = (): void => undefined;
    const beat = (wasFull: boolean): void => {
      cancel = this.#ports.timer(BEAT, () => {
        void this.#ports
          .again(caller)
          .catch(() => null)
          .then((still) => {
            if (stream.destroyed) return;
            if (still === null) {
              listeners.delete(hear);
              stream.push(null);
            } else if (isFull && wasFull) stream.destroy();
            else {
              caller = still;
              if (!isFull) stream.push(alive);
              beat(isFull);
            }
          });
      });
    };
    stream.once('close', () => {
      cancel();
      listeners.delete(hear);
      own.delete(end);
      if (own.size === 0) this.#open.delete(whose);
    });
    own.add(end);
    this.#open.set(whose, own);
    listeners.add(hear);
    stream.push(`retry: 2000\n\n${greeting}`);
    beat(false);
    return stream;
  }

  /** Ends all, as the service does: each behind the last event that there is, which is what its reader waits for. */
  end(): void {
    for (const own of this.#open.values()) for (const end of own) end();
  }
}

function textOf({ id, event }: Told): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
