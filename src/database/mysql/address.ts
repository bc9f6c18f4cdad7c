import { UsageError } from '../../errors.ts';
import { placeOf, portNumber, withoutQuotes } from '../address-parts.ts';
import type { ServerAddress } from '../address.ts';
import type { AddressVariables } from '../engine.ts';
import { serverAddress, type ServerKind } from '../server-address.ts';
import { MYSQL_PARAMETERS } from './url-parameters.ts';

/** Addresses of MySQL and MariaDB. */
export const MYSQL_ADDRESSES: ServerKind = {
  engine: 'mysql',
  port: 3306,
  user: 'root',
  parameters: MYSQL_PARAMETERS,
  serverOptions: () => null,
};

/** What Railway gives its MySQL service, and PeerQuest's settings repeat. */
const DEFAULTS = { host: 'mysql.railway.internal', user: 'root', database: 'railway' };

/** The variables `MYSQL*` of Railway. */
export const railwayVariables: AddressVariables<ServerAddress> = {
  names: 'MYSQL*',
  read(variables, where) {
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
    return serverAddress(MYSQL_ADDRESSES, {
      user: user ?? DEFAULTS.user,
      password,
      host: host ?? DEFAULTS.host,
      port,
      database: database ?? DEFAULTS.database,
      said: new Map(),
    });
  },
};
