import type { Socket } from 'node:net';
import { int32, message } from '../servers/postgres-messages.ts';
import type { Turn, Turner, Values } from './turning.ts';

const TEXT = 25;

/** Passes on what a client and a PostgreSQL server say, without encryption, and turns answers. */
export function relayPostgres(client: Socket, upstream: Socket, turner: Turner): void {
  const asked: string[] = [];
  let isStarted = false;
  let turn: Turn | null = null;
  let rows: Values[] = [];
  let isSilent = false;
  client.on('data', (bytes: Buffer) => {
    // The first message has no letter; nothing is asked in it.
    if (isStarted) asked.push(...statementsOf(bytes));
    isStarted = true;
    upstream.write(bytes);
  });
  const say = (bytes: Buffer): void => {
    if (!isSilent) client.write(bytes);
  };
  messages(upstream, (letter, body) => {
    if (letter === 'T') {
      turn = turner.next(asked.at(-1) ?? '');
      rows = [];
      const columns = turn === null ? message('T', body) : describing(body, turn);
      say(turn?.until === 'the middle of a message' ? columns.subarray(0, columns.length - 3) : columns);
      isSilent ||= turn?.until !== undefined;
    } else if (letter === 'D' && turn?.rows !== undefined) rows.push(valuesOf(body));
    else {
      if (letter === 'C' && turn?.rows !== undefined) {
        for (const row of turn.rows(rows)) say(rowOf(row));
        turn = null;
      }
      say(message(letter, body));
    }
  });
}

/** The texts of statements that the client sends, in one piece. */
function statementsOf(bytes: Buffer): readonly string[] {
  const statements: string[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    const body = bytes.subarray(at + 5, at + 1 + bytes.readInt32BE(at + 1));
    const [letter] = bytes.toString('latin1', at, at + 1);
    if (letter === 'Q') statements.push(body.toString());
    if (letter === 'P') statements.push(body.toString('utf8', body.indexOf(0) + 1));
  }
  return statements;
}

function messages(socket: Socket, onMessage: (letter: string, body: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 5) {
      const end = 1 + pending.readInt32BE(1);
      if (pending.length < end) break;
      onMessage(pending.toString('latin1', 0, 1), pending.subarray(5, end));
      pending = pending.subarray(end);
    }
  });
}

/** What describes columns: a name, then eighteen bytes, of which the seventh to the tenth are the type. */
function describing(body: Buffer, { isRenamed = false, rows }: Turn): Buffer {
  const parts: Buffer[] = [body.subarray(0, 2)];
  for (let at = 2; at < body.length;) {
    const end = body.indexOf(0, at);
    const rest = Buffer.from(body.subarray(end + 1, end + 19));
    if (rows !== undefined) rest.writeInt32BE(TEXT, 6);
    parts.push(Buffer.from(isRenamed ? `turned_${parts.length}\0` : `${body.toString('utf8', at, end)}\0`), rest);
    at = end + 19;
  }
  return message('T', ...parts);
}

function valuesOf(body: Buffer): Values {
  const values: (Buffer | null)[] = [];
  for (let at = 2; at < body.length;) {
    const length = body.readInt32BE(at);
    values.push(length === -1 ? null : body.subarray(at + 4, at + 4 + length));
    at += 4 + Math.max(length, 0);
  }
  return values;
}

function rowOf(values: Values): Buffer {
  return message('D', int32(values.length).subarray(2), ...values.flatMap((value) => (value === null ? [-1] : [value.length, value])));
}
