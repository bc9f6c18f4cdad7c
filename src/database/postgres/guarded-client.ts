import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { sentenceOf } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { AnswerGuard, BadAnswer, ERROR_TEXT, type Framing } from '../answer-guard.ts';

/** What of the driver's connection is not in its types. */
interface DriverConnection extends EventEmitter {
  readonly stream: Duplex;
  attachListeners(stream: Duplex): void;
}

interface ActiveQuery {
  readonly callback?: unknown;
  readonly _result: pg.Result;
}

const [ROW, READY] = ['D', 'Z'].map((letter) => letter.charCodeAt(0));

/** A letter, then the length with its own four bytes. */
const FRAMING: Framing = {
  header: 5,
  lengthOf: (header) => {
    const length = header.readUInt32BE(1);
    return length < 4 ? null : length - 4;
  },
  continues: () => false,
  isRow: (header) => header[0] === ROW,
  ends: (header) => header[0] === READY,
};

/** What the driver must know, and what it must not do. */
export interface GuardedConfig extends pg.ClientConfig {
  /** What is said when the server wants the password itself, in place of it. */
  readonly clearPasswordRefusal?: Error | null;
  /** How long the server may take. */
  readonly patience: Pick<ServerAddress, 'connectTimeoutSeconds' | 'answerTimeoutSeconds'>;
}

/**
 * The driver's client, with endings that can be caught: what a server says and nobody understands (another way to authenticate,
 * noise) breaks the connection instead of being thrown where nobody catches it, and a connection that failed leaves no socket behind,
 * which would keep the process alive until the server gives up.
 */
export class GuardedClient extends pg.Client {
  #isConnected = false;
  /** Looks at each statement before it is sent, and throws where it must not be. */
  guard: ((statement: string) => void) | null = null;

  constructor(config: GuardedConfig) {
    super(config);
    const { connection } = this as unknown as { readonly connection: DriverConnection };
    const attach = connection.attachListeners.bind(connection);
    connection.attachListeners = (stream) => {
      attach(stream);
      this.#watch(stream, connection, config.patience);
    };
    const refusal = config.clearPasswordRefusal ?? null;
    if (refusal !== null) {
      // The driver's own answer, which it looks up by this name when it connects.
      Object.assign(this, { _handleAuthCleartextPassword: () => connection.emit('error', refusal) });
    }
    const query = this.query.bind(this) as (...request: readonly unknown[]) => unknown;
    this.query = ((...request: readonly unknown[]) => {
      const [statement] = request;
      this.guard?.(typeof statement === 'string' ? statement : String((statement as { readonly text?: unknown }).text));
      return query(...request);
    }) as pg.Client['query'];
    connection.prependListener('errorMessage', (error: Error) => {
      if (error.message.length <= ERROR_TEXT) return;
      error.message = error.message.slice(0, ERROR_TEXT);
      error.stack = error.message;
    });
    const destroy = (): void => void connection.stream.destroy();
    this.once('connect', () => (this.#isConnected = true));
    // The driver's own listeners came first: they tell the caller that waits.
    connection.on('error', destroy);
    connection.on('errorMessage', () => {
      if (!this.#isConnected) destroy();
    });
    // A connection that breaks between queries is reported by the next query; what breaks here while connecting, by that.
    this.on('error', (error) => {
      if (!this.#isConnected) connection.emit('error', error);
    });
  }

  override connect(): Promise<this>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<this> | undefined {
    if (callback === undefined)
      return new Promise((resolve, reject) => this.connect((error) => (error === null ? resolve(this) : reject(error))));
    super.connect((error: Error | null) => {
      callback(error == null ? null : notUnderstood(error));
    });
    return undefined;
  }

  /** Makes what the readers of a stream throw, and what no server should say, an error of the connection. */
  #watch(stream: Duplex, connection: DriverConnection, patience: GuardedConfig['patience']): void {
    const readers = stream.listeners('data');
    let isOver = false;
    const end = (error: unknown): void => {
      isOver = true;
      answers.stop();
      connection.emit('error', notUnderstood(error));
    };
    const answers = new AnswerGuard(FRAMING, patience, end);
    answers.pausedBy(() => stream.isPaused());
    stream.removeAllListeners('data');
    stream.on('data', (bytes: Buffer) => {
      if (isOver) return;
      try {
        answers.take(bytes, this.#columns());
        for (const reader of readers) reader.call(stream, bytes);
      } catch (error) {
        end(error);
      }
    });
    stream.once('close', () => {
      answers.stop();
    });
    const write = stream.write.bind(stream) as (...written: readonly unknown[]) => boolean;
    stream.write = (...written: readonly unknown[]) => {
      answers.ask();
      return write(...written);
    };
  }

  /** How many values a row of the answer that is under way has; null where its rows are given away as they come: then nothing keeps them all. */
  #columns(): number | null {
    const { _activeQuery: query } = this as unknown as { readonly _activeQuery: ActiveQuery | null };
    if (query === null) return 0;
    return query.callback === undefined ? null : query._result.fields.length;
  }
}

/** The driver stumbles over what it does not expect: then the fault is the server's, and not in this program. */
function notUnderstood(error: unknown): Error {
  if (error instanceof Error && !(error instanceof TypeError || error instanceof RangeError)) return error;
  return new BadAnswer(`it says what is not understood (${sentenceOf(error)})`, { cause: error });
}
