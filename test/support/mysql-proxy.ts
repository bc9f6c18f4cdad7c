import type { Socket } from 'node:net';
import { startRelay, type Relay } from './relay.ts';

/** What a proxy does to the traffic that passes it; what is left out passes as it is. */
export interface Tampering {
  /** Another statement in place of this one. */
  readonly statement?: (sql: string) => string;
  /** Another name for a column of a result; `own` is what the column is called in its table. */
  readonly header?: (name: string, own: string, sql: string) => string;
}

/** As MySQL 8 heads the columns of its information schema: in upper case, where no alias was given. */
export const headersOfMysql8: NonNullable<Tampering['header']> = (name, own, sql) =>
  /information_schema\./i.test(sql) && name.toLowerCase() === own.toLowerCase() && !sql.includes(` as ${name}`) ? name.toUpperCase() : name;

/** Stands in front of a MySQL or MariaDB server that is spoken to without encryption, and rewrites what passes. */
export function startMysqlProxy(url: string, tampering: Tampering): Promise<Relay> {
  return startRelay(url, (client, upstream) => {
    relay(client, upstream, tampering);
  });
}

/** A command whose text follows it. */
export const QUERY = 0x03;

function relay(client: Socket, upstream: Socket, { statement, header }: Tampering): void {
  let sql = '';
  /** Packets that describe columns and are still to come; null where the answer to a command has not begun. */
  let columns: number | null = 0;
  packets(client, (sequence, body) => {
    // What has another number belongs to the greeting.
    if (sequence === 0 && body[0] === QUERY) {
      const text = body.toString('utf8', 1);
      sql = statement?.(text) ?? text;
      columns = null;
      upstream.write(packet(sequence, sql === text ? body : Buffer.concat([Buffer.of(QUERY), Buffer.from(sql)])));
    } else upstream.write(packet(sequence, body));
  });
  packets(upstream, (sequence, body) => {
    if (columns === null) {
      // An answer that is no table of rows begins with one of these.
      const [first = 0] = body;
      columns = first === 0 || first >= 0xfb ? 0 : first;
      client.write(packet(sequence, body));
    } else if (columns > 0) {
      columns -= 1;
      client.write(packet(sequence, header === undefined ? body : withHeader(body, (name, own) => header(name, own, sql))));
    } else client.write(packet(sequence, body));
  });
}

/** Catalog, schema, table and its own name, then the column's name and its own, each with its length before it. */
function withHeader(body: Buffer, header: (name: string, own: string) => string): Buffer {
  const texts: Buffer[] = [];
  let at = 0;
  for (let count = 0; count < 6; count += 1) {
    const length = body[at] ?? 0;
    texts.push(body.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  const [, , , , name = Buffer.of(), own = Buffer.of()] = texts;
  texts[4] = Buffer.from(header(name.toString(), own.toString()));
  return Buffer.concat([...texts.flatMap((text) => [Buffer.of(text.length), text]), body.subarray(at)]);
}

/** Calls with each whole packet of a stream: three bytes of length and one with its number stand before it. */
export function packets(socket: Socket, onPacket: (sequence: number, body: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4) {
      const end = 4 + pending.readUIntLE(0, 3);
      if (pending.length < end) break;
      onPacket(pending[3] ?? 0, pending.subarray(4, end));
      pending = pending.subarray(end);
    }
  });
}

export function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
}
