import { UsageError } from '../errors.ts';
import { decoded } from './address-parts.ts';
import type { ServerAddress } from './address.ts';
import { serverAddress, type ServerKind } from './server-address.ts';
import { readParameters } from './url-parameters.ts';

const FORM =
  'scheme://user:password@host:port/name, with special characters of the password percent-encoded (@ is %40, / is %2F, # is %23)';

/**
 * Reads the URL of a database on a server. User, password and database are percent-decoded.
 *
 * @param rest what stands behind `scheme://`
 * @throws UsageError naming the part that is wrong, never the password
 */
export function parseServerUrl(kind: ServerKind, rest: string): ServerAddress {
  const [, authority = '', path = '', query = '', fragment] = /^([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/s.exec(rest) ?? [];
  // A special character of the password that is not percent-encoded cuts the URL in the wrong place: what then looks like a name is a part of it.
  // eslint-disable-next-line no-control-regex -- a line break in the middle of a URL is a slip in pasting it
  if (fragment !== undefined || `${path}${query}`.includes('@') || /[\u0000-\u001f\u007f\\]/.test(rest)) {
    refuse(`The database URL cannot be read: it has the form ${FORM}. An @ in the name or behind the ? is written %40 too.`);
  }
  const at = authority.lastIndexOf('@');
  const [, user = '', password] = /^([^:]*)(?::(.*))?$/s.exec(authority.slice(0, Math.max(at, 0))) ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? severalOrNone(authority.slice(at + 1));
  const part = (value: string | undefined, what: string): string | null =>
    value === undefined || value === '' ? null : decoded(value, what);
  return serverAddress(kind, {
    user: part(user, 'user'),
    password: part(password, 'password'),
    host: part(host, 'host'),
    port: port === undefined || port === '' ? null : port,
    database: part(path.slice(1), 'database name'),
    said: readParameters(query, kind.parameters),
  });
}

/** Several hosts with a port each are told as such; anything else cannot be read. */
function severalOrNone(hosts: string): readonly string[] {
  return hosts.includes(',') ? ['', hosts] : refuse(`The database URL cannot be read: it has the form ${FORM}.`);
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}
