import { UsageError } from '../errors.ts';
import { placeOf, portNumber, withoutQuotes } from './address-parts.ts';
import type { ServerAddress } from './address.ts';
import { serverAddress } from './server-address.ts';

/** What Railway gives its MySQL service, and PeerQuest's settings repeat. */
const DEFAULTS = { host: 'mysql.railway.internal', user: 'root', database: 'railway' };

/**
 * The name of the variable that `env:NAME` stands for; null for a text that is the address itself.
 *
 * @param source what named it, as the subject of a sentence
 * @throws UsageError when what follows is no name: it may be the address itself, and is not repeated
 */
export function variableNamed(text: string, source: string): string | null {
  const name = /^env:(.*)$/is.exec(withoutQuotes(text))?.[1];
  if (name === undefined || /^\w+$/.test(name)) return name ?? null;
  throw new UsageError(
    'NO_DATABASE',
    `${source} has "env:" in front of something that is no name of a variable: write env:NAME, or the URL alone.`,
  );
}

/**
 * The address in the variables `MYSQL*` of Railway, each taken literally; null where none of them is set.
 *
 * @param where what holds them, for messages
 * @throws UsageError naming the variable that is wrong
 */
export function addressFromVariables(variables: Readonly<Record<string, string | undefined>>, where: string): ServerAddress | null {
  const value = (name: string): string | null => withoutQuotes(variables[name] ?? '') || null;
  // A password may well begin and end with quotes or spaces; what `echo` adds to a file does not belong to it.
  const password = variables['MYSQLPASSWORD']?.replace(/\r?\n$/, '') || null;
  const [host, port, user, database] = [value('MYSQLHOST'), value('MYSQLPORT'), value('MYSQLUSER'), value('MYSQLDATABASE')];
  if ([host, port, user, password, database].every((part) => part === null)) return null;
  if (port !== null && portNumber(port) === null) {
    const shown = /^[\w.-]{1,10}$/.test(port) ? `is "${port}": it must be` : 'is not';
    throw new UsageError('BAD_DATABASE_URL', `MYSQLPORT in ${where} ${shown} a port number.`);
  }
  // Looked at here, so that the sentence names the variable.
  if (host !== null) placeOf(host, `MYSQLHOST in ${where}`);
  return serverAddress({
    engine: 'mysql',
    user: user ?? DEFAULTS.user,
    password,
    host: host ?? DEFAULTS.host,
    port,
    database: database ?? DEFAULTS.database,
    said: new Map(),
  });
}
