import { Readable } from 'node:stream';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { NumberedEvent, Ticket } from './run-book.ts';
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
  /** Streams of one person. */
  readonly each: number | undefined;
}

/** Streams of progress. They read from memory: no connection to a database waits for a reader. */
export class ProgressStreams {
  readonly #ports: StreamPorts;
  readonly #open = new Map<string, Set<Readable>>();

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
    const own = this.#open.get(caller.name) ?? new Set();
    if (own.size >= (this.#ports.each ?? EACH)) {
      throw new Problem(429, 'Too many streams are open for you: close one.', { headers: { 'retry-after': '5' } });
    }
    let last = after !== undefined && /^\d{1,9}$/.test(after) ? Number(after) : 0;
    const stream = new Readable({ read: () => tellNew(), highWaterMark: WAITING });
    /** Whether as much waits for the reader as may: what is next waits in the ticket, as it does for all. */
    let isFull = false;
    const tellNew = (): void => {
      isFull = false;
      for (const one of ticket.events) {
        if (one.id <= last) continue;
        last = one.id;
        isFull = !stream.push(textOf(one));
        if (isFull) return;
      }
      if (ticket.ending !== null && ticket.events.at(-1)?.event.type === 'ended') stream.push(null);
    };
    const hear = (): void => {
      if (stream.destroyed || stream.readableEnded) return;
      if (!isFull) tellNew();
      // The next that it should read is gone.
      else if ((ticket.events[0]?.id ?? 0) > last + 1) stream.destroy();
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
              ticket.listeners.delete(hear);
              stream.push(null);
            } else if (isFull && wasFull) stream.destroy();
            else {
              if (!isFull) stream.push(': still there\n\n');
              beat(isFull);
            }
          });
      });
    };
    stream.once('close', () => {
      cancel();
      ticket.listeners.delete(hear);
      own.delete(stream);
      if (own.size === 0) this.#open.delete(caller.name);
    });
    own.add(stream);
    this.#open.set(caller.name, own);
    ticket.listeners.add(hear);
    stream.push('retry: 2000\n\n');
    beat(false);
    return stream;
  }

  /** Ends all, as the service does. */
  end(): void {
    for (const own of this.#open.values()) for (const stream of own) stream.push(null);
  }
}

function textOf({ id, event }: NumberedEvent): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
