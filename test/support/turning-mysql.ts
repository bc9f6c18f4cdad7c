import type { Socket } from 'node:net';
import { packet, packets, QUERY } from './mysql-proxy.ts';
import type { Turn, Turner, Values } from './turning.ts';

const [TEXT, UTF8, NULL, END] = [253, 45, 251, 254];

/** Passes on what a client and a MySQL or MariaDB server say, without encryption, and turns answers. */
export function relayMysql(client: Socket, upstream: Socket, turner: Turner): void {
  let sql = '';
  let turn: Turn | null = null;
  /** What comes next of an answer: its beginning, so many descriptions of columns, what ends these, rows. */
  let stage: 'beginning' | number | 'rows' | 'over' = 'over';
  let rows: Values[] = [];
  let number = 0;
  let isSilent = false;
  packets(client, (sequence, body) => {
    if (sequence === 0 && body[0] === QUERY) {
      sql = body.toString('utf8', 1);
      stage = 'beginning';
    }
    upstream.write(packet(sequence, body));
  });
  const say = (body: Buffer): void => {
    const bytes = packet(number++ & 255, body);
    if (turn?.until === 'the middle of a message' && !isSilent) client.write(bytes.subarray(0, bytes.length - 3));
    else if (!isSilent) client.write(bytes);
    isSilent ||= turn?.until === 'the middle of a message';
  };
  packets(upstream, (sequence, body) => {
    const [first = 0] = body;
    if (stage === 'beginning' || stage === 'over') number = sequence;
    if (stage === 'beginning') {
      const isTable = first > 0 && first < NULL;
      turn = isTable ? turner.next(sql) : null;
      rows = [];
      stage = isTable ? first : 'over';
      say(body);
    } else if (typeof stage === 'number' && stage > 0) {
      say(turn === null ? body : describing(body, turn, stage));
      stage -= 1;
    } else if (stage === 0) {
      say(body);
      stage = 'rows';
      isSilent ||= turn?.until === 'its rows';
    } else if (stage === 'rows') {
      const isLast = (first === END || first === 255) && body.length < 9;
      if (!isLast && turn?.rows !== undefined) rows.push(valuesOf(body));
      else {
        if (isLast && turn?.rows !== undefined) for (const row of turn.rows(rows)) say(rowOf(row));
        if (isLast) stage = 'over';
        say(body);
      }
    } else say(body);
  });
}

/** What describes a column: six texts, the fifth its name, then its character set and type. */
function describing(body: Buffer, { isRenamed = false, rows }: Turn, place: number): Buffer {
  const texts: Buffer[] = [];
  let at = 0;
  for (let count = 0; count < 6; count += 1) {
    const end = at + 1 + (body[at] ?? 0);
    texts.push(body.subarray(at, end));
    at = end;
  }
  if (isRenamed) texts[4] = rowOf([Buffer.from(`turned_${place}`)]);
  const rest = Buffer.from(body.subarray(at));
  if (rows !== undefined) {
    rest.writeUInt16LE(UTF8, 1);
    rest[7] = TEXT;
  }
  return Buffer.concat([...texts, rest]);
}

function valuesOf(body: Buffer): Values {
  const values: (Buffer | null)[] = [];
  for (let at = 0; at < body.length;) {
    const [first = 0] = body.subarray(at);
    const bytes = first === 252 ? 2 : first === 253 ? 3 : 0;
    const length = first === NULL ? 0 : bytes === 0 ? first : body.readUIntLE(at + 1, bytes);
    at += 1 + bytes;
    values.push(first === NULL ? null : body.subarray(at, at + length));
    at += length;
  }
  return values;
}

function rowOf(values: Values): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      if (value === null) return [Buffer.of(NULL)];
      const head = Buffer.of(253, 0, 0, 0);
      head.writeUIntLE(value.length, 1, 3);
      return [value.length < NULL ? Buffer.of(value.length) : head, value];
    }),
  );
}
