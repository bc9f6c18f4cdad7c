import type { ServerAddress } from './address.ts';

/** The longest message, such as a row, in bytes: a list of ids may have 16 MB, a text of the application a few. */
export const LONGEST_MESSAGE = 64 * 2 ** 20;

/** The longest answer that is kept as a whole, in bytes: a catalog of a large database has some ten thousand rows. */
const ANSWER = 96 * 2 ** 20;

/** What a message, and a value of a row, takes in memory besides its text: a null has a byte on the wire. */
const OF_MESSAGE = 256;
const OF_VALUE = 64;

/** Seconds for the first answer after the login: a pooler that has no connection left lets a client wait for two minutes. */
const FIRST_ANSWER = 180;

/** The longest text of an error that is kept, in bytes: it becomes a part of a sentence. */
export const ERROR_TEXT = 2000;

/** How a protocol cuts what a server says into messages. */
export interface Framing {
  /** Bytes that stand before each message. */
  readonly header: number;
  /** Bytes of the message behind a header; null where no message can have such a header. */
  readonly lengthOf: (header: Buffer) => number | null;
  /** Whether the next message belongs to this one. */
  readonly continues: (length: number) => boolean;
  /** Whether it is a row, and so let go again where rows are streamed. */
  readonly isRow: (header: Buffer) => boolean;
  /** Whether an answer ends with it; where the protocol does not tell, the driver does. */
  readonly ends: (header: Buffer) => boolean;
}

/** What ends a connection, as the reason of a sentence. */
export class BadAnswer extends Error {}

/** Follows what a server says before a driver keeps it, so that no server can make this process run out of memory or wait for ever. */
export class AnswerGuard {
  readonly #framing: Framing;
  readonly #end: (error: BadAnswer) => void;
  readonly #header: Buffer;
  readonly #limits: readonly number[];
  #known = 0;
  #left = 0;
  #message = 0;
  #continued = false;
  #bytes = 0;
  #answers = 0;
  #heard: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param end ends the connection where a server keeps silent */
  constructor(
    framing: Framing,
    address: Pick<ServerAddress, 'connectTimeoutSeconds' | 'answerTimeoutSeconds'>,
    end: (error: BadAnswer) => void,
  ) {
    this.#framing = framing;
    this.#end = end;
    this.#header = Buffer.alloc(framing.header);
    const { connectTimeoutSeconds: connecting, answerTimeoutSeconds: answer } = address;
    // The login, which drivers do not time to its end; the first answer, which is a short one; all others.
    this.#limits = [connecting + 1, Math.min(answer, Math.max(connecting, FIRST_ANSWER)), answer];
  }

  /** Something was asked. */
  ask(): void {
    this.#bytes = 0;
    if (this.#heard !== null) return;
    this.#heard = performance.now();
    this.#wait(this.#limit);
  }

  /** All that was asked is answered. */
  rest(): void {
    if (this.#heard === null) return;
    this.#answers += 1;
    this.stop();
  }

  /** Nothing will be said any more. */
  stop(): void {
    this.#heard = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /**
   * Takes note of some bytes.
   *
   * @param columns values of each row; null where rows are let go again as they come
   * @throws BadAnswer where no server should say that
   */
  take(chunk: Buffer, columns: number | null): void {
    // An answer that is kept has one limit for the whole; how long a stream takes is also its reader's doing.
    if (columns === null && this.#heard !== null) this.#heard = performance.now();
    const { header } = this.#framing;
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, chunk.length - at);
        this.#left -= skipped;
        at += skipped;
        continue;
      }
      const copied = chunk.copy(this.#header, this.#known, at, at + header - this.#known);
      this.#known += copied;
      at += copied;
      if (this.#known < header) break;
      this.#known = 0;
      this.#meet(columns);
    }
  }

  /** The reader of a stream lets the server wait. */
  pausedBy(isPaused: () => boolean): void {
    this.#isPaused = isPaused;
  }
  #isPaused: () => boolean = () => false;

  get #limit(): number {
    return (this.#limits[Math.min(this.#answers, this.#limits.length - 1)] ?? 0) * 1000;
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(
      () => {
        if (this.#heard === null) return;
        if (this.#isPaused()) this.#heard = performance.now();
        const left = this.#heard + this.#limit - performance.now();
        if (left > 0) this.#wait(left);
        else this.#end(new BadAnswer(`it has not answered for ${this.#limit / 1000} seconds`));
      },
      Math.min(milliseconds, 2 ** 31 - 1),
    );
    this.#timer.unref();
  }

  #meet(columns: number | null): void {
    const length = this.#framing.lengthOf(this.#header);
    if (length === null) throw new BadAnswer('it sent what is no message of the protocol');
    this.#left = length;
    this.#message = this.#continued ? this.#message + length : length;
    this.#continued = this.#framing.continues(length);
    if (this.#message > LONGEST_MESSAGE)
      throw new BadAnswer(`it sent a message of more than ${LONGEST_MESSAGE / 2 ** 20} MiB, and nothing that was asked for has so much`);
    if (this.#framing.ends(this.#header)) this.rest();
    else if (columns !== null || !this.#framing.isRow(this.#header)) this.#bytes += length + OF_MESSAGE + (columns ?? 0) * OF_VALUE;
    if (this.#bytes > ANSWER) throw new BadAnswer('it does not end its answer to a question that has a short one');
  }
}
