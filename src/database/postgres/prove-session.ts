import type pg from 'pg';
import { flag, nullable, text } from '../../shape.ts';
import { answeredOnce } from '../answer-shape.ts';
import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import type { TransactionMode, Transactions } from './transactions.ts';

/** How the transactions of a repair begin: those that write, and those of single statements between them. */
export const WRITING: TransactionMode = { isolation: 'read committed', access: 'read write' };
export const READING: TransactionMode = { isolation: 'read committed', access: 'read only' };

/** Characters of one, two, three and four bytes, from each plane of Unicode that has any, and those that quoting is about. */
const PROBE = `a\\'"%_\t\n~\u00a0é\u07ff猫の報告\ufffd\uffee\u{10348}😀\u{1f9d1}\u200d\u{1f680}\u{20bb7}\u{30000}\u{40000}\u{50000}\u{60000}\u{70000}\u{80000}\u{90000}\u{a0000}\u{b0000}\u{c0000}\u{d0000}\u{e0101}\u{f0000}\u{10fffd}`;

const STATE = {
  replica: flag,
  read_only: flag,
  encoding: text,
  pid: text,
  /** Null before version 14. */
  idle_timeout: nullable(text),
};

const SERVER = `
  select pg_is_in_recovery() as replica, current_setting('default_transaction_read_only') = 'on' as read_only,
    current_setting('server_encoding') as encoding, pg_backend_pid()::text as pid, current_setting('idle_session_timeout', true) as idle_timeout`;

/**
 * Makes sure, before anything is touched, that a session can write, and that a text that goes to the server
 * comes back as it was: an undo writes back what was read.
 *
 * @throws DatabaseError when one of these is not so
 */
export async function proveSession(client: pg.Client, transactions: Transactions, address: ServerAddress): Promise<void> {
  const server = await transactions.within(READING, async () => {
    const state = answeredOnce((await client.query(SERVER)).rows, 'itself', STATE);
    await requireWritable(client, state, address);
    return state;
  });
  // The one setting that no transaction can carry: it is about the time between two. Through a pooler the server's connection is
  // others' too, and one that ends is replaced.
  const isOwn = server.pid === String((client as unknown as { processID: number }).processID);
  if (isOwn && server.idle_timeout !== null && server.idle_timeout !== '0') await client.query('set idle_session_timeout = 0');
}

async function requireWritable(
  client: pg.Client,
  server: { readonly replica: boolean; readonly read_only: boolean; readonly encoding: string },
  address: ServerAddress,
): Promise<void> {
  const place = addressText(address);
  if (server.replica) {
    throw new DatabaseError('READ_ONLY', `${place} is a replica and cannot be written to: name the primary server.`);
  }
  // Any account could write all the same, but it has been closed on purpose: during a move to another server, for example.
  if (server.read_only) {
    throw new DatabaseError(
      'READ_ONLY',
      `${place} is set to be read-only (default_transaction_read_only): name the server or the account that may write.`,
    );
  }
  if (server.encoding === 'SQL_ASCII') {
    throw new DatabaseError(
      'NO_ENCODING',
      `Nothing is repaired on ${place}, as the database has no encoding (SQL_ASCII): what is read of a text need not be what an undo would write back.`,
    );
  }
  // A server of another encoding refuses what it has no character for, and loses nothing that it has.
  if (server.encoding === 'UTF8' && (await echoOf(client, PROBE)) !== PROBE) {
    throw new DatabaseError(
      'TEXT_ALTERED',
      `Nothing is repaired on ${place}, as a text that was sent there came back as another: look for what stands between here and the server.`,
    );
  }
}

async function echoOf(client: pg.ClientBase, said: string): Promise<string> {
  return answeredOnce((await client.query('select $1::text as echo', [said])).rows, 'a text', { echo: text }).echo;
}
