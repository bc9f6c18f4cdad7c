import { Readable } from 'node:stream';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { NumberedEvent, Ticket } from './run-book.ts';
import type { Timer } from '../timer.ts';

const EACH = 10;
/** Bytes that wait for a reader: one that does not read is let go. */
const WAITING = 65_536;
/** Who has signed out is let go within this time; others hear that the connection lives. */
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
    const stream = new Readable({ read: () => undefined, highWaterMark: WAITING });
    own.add(stream);
    this.#open.set(caller.name, own);
    const write = (text: string): void => {
      if (stream.destroyed || stream.readableEnded) return;
      stream.push(text);
      if (stream.readableLength > WAITING) stream.destroy();
    };
    const tellNew = (): void => {
      for (const one of ticket.events) {
        if (one.id <= last) continue;
        last = one.id;
        write(textOf(one));
      }
      if (ticket.ending !== null && ticket.events.at(-1)?.event.type === 'ended') stream.push(null);
    };
    let cancel = (): void => undefined;
    const beat = (): void => {
      cancel = this.#ports.timer(BEAT, () => {
        void this.#ports
          .again(caller)
          .catch(() => null)
          .then((still) => {
            if (stream.destroyed) return;
            if (still === null) stream.push(null);
            else {
              write(': still there\n\n');
              beat();
            }
          });
      });
    };
    stream.once('close', () => {
      cancel();
      ticket.listeners.delete(tellNew);
      own.delete(stream);
      if (own.size === 0) this.#open.delete(caller.name);
    });
    ticket.listeners.add(tellNew);
    write('retry: 2000\n\n');
    tellNew();
    beat();
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
