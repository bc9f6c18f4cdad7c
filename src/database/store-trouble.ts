import { DatabaseError } from '../errors.ts';
import type { ServerAddress } from './address.ts';
import { concealPassword } from './conceal-password.ts';
import { codeOf } from './connection-errors.ts';

/** What is wrong with a store. */
export interface StoreTrouble {
  /** Stable, for programs. */
  readonly code: string;
  /** A clause, without capital and full stop: what is wrong, and what to do. */
  readonly clause: string;
}

export const ELSEWHERE = 'name another store with --store';
export const FULL = { code: 'STORE_FULL', clause: `its disk is full; free some space there, or ${ELSEWHERE}` };
export const BUSY = { code: 'STORE_BUSY', clause: 'another program holds it locked; try again when that has finished' };
export const READ_ONLY_SERVER = { code: 'STORE_READ_ONLY', clause: `its server accepts no writes; name the primary server with --store` };

/** By the code that this folder gives trouble with a server. */
const CONNECTION_TROUBLE: Readonly<Record<string, string>> = {
  CONNECTION_REFUSED: 'nothing answers there; check that the database server runs and that host and port are right',
  UNKNOWN_HOST:
    'its host is not known; check the spelling in the URL, and use the public address from outside a private network such as Railway’s',
  UNREACHABLE: 'it does not answer; check the host, the port and any firewall between here and there',
  TLS_UNTRUSTED:
    'the certificate of its server is expired, for another host name or signed by an unknown authority; renew it, or add sslca=FILE to the URL to trust it',
  TLS_UNAVAILABLE: 'its server offers no encryption; enable TLS there, or add sslmode=disable to the URL to accept an open connection',
  WRONG_PASSWORD: 'its server refuses the account; check user and password in the URL, and ask for TLS there where the account demands it',
  TLS_REQUIRED: 'its server lets the account in by TLS only; add sslmode=verify-full to the URL',
  NOT_ADMITTED: 'its server does not let the account in from this machine; add a line for it to pg_hba.conf there',
  UNKNOWN_LOGIN: 'its account logs in by a method that this tool does not know; give it a password of another method',
  NO_SUCH_DATABASE: 'its server has no such database; create it, or correct the last part of the URL',
  SERVER_FULL: 'its server has no connection left; try again later',
  CONNECTION_LOST: "the connection was cut; check the server's log, then run the command again",
  NOT_UNDERSTOOD: 'it does not answer as a database server does; check host and port',
  CANCELLED: 'its server cancelled a statement; run the command again',
};

/**
 * Words for an error of a store on a server.
 *
 * @param known by the code that the server gave its error
 * @param translate makes the error that an audit would tell of
 */
export function serverTrouble(
  error: Error,
  address: ServerAddress,
  known: Readonly<Record<string, StoreTrouble>>,
  translate: (error: Error, address: ServerAddress) => unknown,
): StoreTrouble {
  concealPassword(error, address);
  const own = known[codeOf(error)];
  if (own !== undefined) return own;
  const message = error.message.replace(/\s+/g, ' ').trim();
  const translated = translate(error, address);
  const code = translated instanceof DatabaseError ? translated.code : '';
  if (code === 'NO_PRIVILEGE') {
    return {
      code: 'STORE_FORBIDDEN',
      clause: `its account lacks a right there (${message}); grant it CREATE, ALTER, INDEX, REFERENCES, SELECT, INSERT, UPDATE and DELETE`,
    };
  }
  return connectionTrouble(code) ?? failed(message);
}

/** Words for trouble with the way to a server, by the code that this folder gives it; null for other trouble. */
export function connectionTrouble(code: string): StoreTrouble | null {
  const clause = CONNECTION_TROUBLE[code];
  return clause === undefined ? null : { code: 'STORE_UNREACHABLE', clause };
}

/** Any other trouble, in the database's words. */
export const failed = (message: string): StoreTrouble => ({
  code: 'STORE_FAILED',
  clause: `its database says "${message}"; put that right, or ${ELSEWHERE}`,
});
