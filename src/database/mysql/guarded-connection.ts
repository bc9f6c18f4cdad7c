import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { createConnection, type Connection } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import { AnswerGuard, BadAnswer, ERROR_TEXT, type Framing } from '../answer-guard.ts';
import { clientConfig } from './client-config.ts';

/** What of the driver's connection is not in its types. */
interface DriverConnection extends EventEmitter {
  readonly stream: Duplex;
  readonly sequenceId: number;
  readonly config: { charsetNumber: number };
  readonly _paused: boolean;
  /** The command that is under way; a query has a callback where its rows are kept. */
  readonly _command: Command | null | undefined;
  packetParser: { execute(bytes: Buffer): void };
  handlePacket(packet?: Packet): void;
  writePacket(packet: unknown): void;
}

interface Command {
  readonly sql?: unknown;
  readonly onResult?: unknown;
  readonly _fieldCount?: number | null;
  /** The columns of each answer, as far as they have been told. */
  readonly _fields?: readonly (readonly { encoding: string }[])[];
}

interface Packet {
  sequenceId: number;
  readonly offset: number;
  end: number;
  peekByte(): number;
}

/** The length of a packet that goes on in the next one. */
const WHOLE = 0xff_ff_ff;

/** What an error's packet begins with. */
const ERROR = 0xff;

const FRAMING: Framing = {
  header: 4,
  lengthOf: (header) => header.readUIntLE(0, 3),
  continues: (length) => length === WHOLE,
  isRow: () => true,
  ends: () => false,
};

/**
 * Connects by the driver's connection, which ends with an error where the server says more than can be meant, nothing for too long, or
 * packets out of turn, of which the driver would write a line to the terminal and go on.
 *
 * @param charset as what the driver writes statements
 */
export function guardedConnection(address: ServerAddress, charset = 'utf8mb4'): Connection {
  const made = createConnection({ ...clientConfig(address), charset });
  const connection = made as unknown as DriverConnection;
  stayWithCharset(connection);
  let isOver = false;
  const end = (error: unknown): void => {
    isOver = true;
    answers.stop();
    connection.stream.destroy(error as Error);
  };
  const answers = new AnswerGuard(FRAMING, address, end);
  answers.pausedBy(() => connection._paused);
  // It is the server that speaks first.
  answers.ask();
  connection.once('end', () => {
    answers.stop();
  });
  connection.stream.once('close', () => {
    answers.stop();
  });
  const columns = (): number | null => {
    const { sql, onResult, _fieldCount } = connection._command ?? {};
    return sql !== undefined && onResult === undefined ? null : (_fieldCount ?? 0);
  };

  const parser = connection.packetParser;
  connection.packetParser = {
    execute(bytes) {
      if (isOver) return;
      try {
        answers.take(bytes, columns());
      } catch (error) {
        end(error);
        return;
      }
      inSilence(() => {
        parser.execute(bytes);
      });
    },
  };
  const write = connection.writePacket.bind(connection);
  connection.writePacket = (packet) => {
    answers.ask();
    write(packet);
  };
  const handle = connection.handlePacket.bind(connection);
  connection.handlePacket = (packet) => {
    if (isOver) return;
    const command = connection._command;
    if (packet !== undefined && !connection._paused && command != null && packet.sequenceId !== connection.sequenceId) {
      // A server that ends a connection by itself does so out of turn, with its reason.
      if (packet.peekByte() !== ERROR) {
        end(new BadAnswer('it sent packets out of order'));
        return;
      }
      packet.sequenceId = connection.sequenceId;
    }
    if (packet === undefined) handle();
    else {
      if (packet.end - packet.offset > ERROR_TEXT && packet.peekByte() === ERROR) packet.end = packet.offset + ERROR_TEXT;
      handle(packet);
      readQuickly(command);
    }
    if (connection._command === command) return;
    answers.rest();
    if (connection._command != null) answers.ask();
  };
  return made;
}

/**
 * Statements are written in the character set that the session began with, whatever the server tells of them meanwhile: the driver would turn to
 * another character set, lose what it does not have, and wait without end where it does not know it.
 */
function stayWithCharset({ config }: DriverConnection): void {
  const { charsetNumber } = config;
  Object.defineProperty(config, 'charsetNumber', { get: () => charsetNumber, set: () => undefined });
}

/**
 * What is told to be utf8mb3 is read as UTF-8, of which it is a part: the driver puts its texts together letter by letter, which takes
 * thirty times the memory and the time.
 */
function readQuickly(command: Command | null | undefined): void {
  const column = command?._fields?.at(-1)?.at(-1);
  if (column?.encoding === 'cesu8') column.encoding = 'utf8';
}

/** The driver writes a trace to the terminal, beside the error that it throws, where it meets a number that is none. */
function inSilence(work: () => void): void {
  const terminal = globalThis.console;
  const own = Object.getOwnPropertyDescriptor(terminal, 'trace');
  terminal.trace = () => undefined;
  try {
    work();
  } finally {
    if (own !== undefined) Object.defineProperty(terminal, 'trace', own);
  }
}
