import { AuditToolError, DatabaseError } from '../errors.ts';
import { withoutEnd } from '../model/index.ts';
import { addressText, type ServerAddress } from './address.ts';
import { BadAnswer } from './answer-guard.ts';

/** The code that Node or a driver gave an error; '' where there is none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

const SELF_SIGNED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  '57P01',
  '57P02',
  '57P03',
  // The server's limits on how long a session or a transaction may idle, or take.
  '57P05',
  '25P03',
  '25P04',
  '08006',
  '08003',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
]);

/** The sentence for trouble on the way to a server that is the same for every engine; null where an engine knows better. */
export function networkError(error: unknown, address: ServerAddress): DatabaseError | null {
  // Node reports a host with several addresses as one error around the others.
  const inner = error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  const code = codeOf(inner) || codeOf(error);
  const place = addressText(address);
  const make = (id: string, sentence: string) => new DatabaseError(id, sentence, { cause: error });
  switch (code) {
    case 'ECONNREFUSED':
      return make(
        'CONNECTION_REFUSED',
        `Nothing answers at ${place}: check that the database server runs and that host and port are right.`,
      );
    case 'ENOENT':
      return make(
        'CONNECTION_REFUSED',
        `There is no server socket at "${address.socketPath ?? ''}": check that the database server runs and that the path is right.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return make(
        'UNKNOWN_HOST',
        address.host.endsWith('.railway.internal')
          ? `The host "${address.host}" is known only inside Railway's network: from elsewhere use the public address, as in --database env:MYSQL_PUBLIC_URL.`
          : `The host "${address.host}" is not known: check its spelling in the database URL and the network's name service.`,
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return make('UNREACHABLE', `${place} does not answer: check the host, the port and any firewall between here and there.`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return make(
        'TLS_UNTRUSTED',
        `The certificate of ${place} is for another host name: connect by the name it was made for, or add sslmode=verify-ca&sslca=FILE to the URL to check only who signed it.`,
      );
    case 'CERT_HAS_EXPIRED':
      return make('TLS_UNTRUSTED', `The certificate of ${place} has expired: renew it on the server.`);
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return noTls(error, address);
  }
  const hidden = code === 'HANDSHAKE_SSL_ERROR' ? tlsCodeOf(error) : null;
  if (hidden !== null) return networkError(Object.assign(new Error(), { code: hidden }), address);
  if (SELF_SIGNED.has(code)) {
    return make(
      'TLS_UNTRUSTED',
      `The certificate of ${place} is self-signed or signed by an unknown authority: add sslca=FILE to the URL to trust that certificate, or sslmode=no-verify to encrypt without knowing who answers.`,
    );
  }
  if (LOST.has(code)) {
    return make('CONNECTION_LOST', `The connection to ${place} was cut: check the server's log, then run the audit again.`);
  }
  return null;
}

/** The code that Node gave a TLS error, or null for one that has no sentence, before the MySQL driver put its own in its place. */
function tlsCodeOf(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('altnames')) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (message.includes('expired')) return 'CERT_HAS_EXPIRED';
  return /self.signed|unable to (?:verify|get)/.test(message) ? 'SELF_SIGNED_CERT_IN_CHAIN' : null;
}

/** The sentence for a server without TLS; there is no silent fallback to an open connection. */
export function noTls(error: unknown, address: ServerAddress): DatabaseError {
  return new DatabaseError(
    'TLS_UNAVAILABLE',
    `The server ${addressText(address)} offers no encryption: enable TLS there, or add sslmode=disable to the URL to accept an unencrypted connection.`,
    { cause: error },
  );
}

/** How to ask for TLS, as the end of a sentence. */
export const ASK_FOR_TLS = 'add sslmode=verify-full to the URL, with sslca=FILE where the certificate is the server’s own';

/**
 * Any other error of a driver, as a sentence that names the server; errors with a sentence of their own stay. What is thrown where an
 * answer is taken apart tells of the server that gave it.
 *
 * @param engine what should answer there
 * @param what what was done, as the subject of a sentence
 */
export function otherError(error: unknown, address: ServerAddress, engine: string, what: string): unknown {
  if (error instanceof AuditToolError || !(error instanceof Error)) return error;
  const message = withoutEnd(error.message.slice(0, LONGEST).replace(/\s+/g, ' '), /[\s.]/).trim();
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  const strange = `${addressText(address)} does not answer as ${engine} does`;
  if (error instanceof BadAnswer) return make('NOT_UNDERSTOOD', `${strange}: ${message}.`);
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
    return make('NOT_UNDERSTOOD', `${strange}, or this tool misreads it: ${message}.`);
  }
  return make('DATABASE_FAILED', `${what} ${addressText(address)} failed: ${message}.`);
}

/** Characters of a driver's words that are kept. */
const LONGEST = 1000;
