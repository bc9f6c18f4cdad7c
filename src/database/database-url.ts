import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { withoutQuotes } from './address-parts.ts';
import type { DatabaseAddress } from './address.ts';
import { engines, parsePath } from './engines.ts';

/** Schemes of other engines, and what to say of them. */
const OTHER_SCHEMES: Readonly<Record<string, string>> = {
  redshift: 'Amazon Redshift is no PostgreSQL: it has no snapshot and no locks that an audit or a repair could rest on',
  cockroach: 'CockroachDB is no PostgreSQL, though it can be reached as postgresql://…: docs/databases.md says what then holds',
  cockroachdb: 'CockroachDB is no PostgreSQL, though it can be reached as postgresql://…: docs/databases.md says what then holds',
  oracle: 'Oracle',
  oraclegis: 'Oracle',
  mssql: 'SQL Server',
  mssqlms: 'SQL Server',
  sqlserver: 'SQL Server',
  mongodb: 'MongoDB',
  'mongodb+srv': 'MongoDB',
};

/**
 * Reads a database URL as dj-database-url does: `sqlite:///relative.db`, `sqlite:////absolute.db`, a bare path,
 * `postgres(ql)://`, `mysql://`, `mariadb://` and their variants. User, password and database are percent-decoded.
 *
 * @throws UsageError naming the part that is wrong, never the password
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = withoutQuotes(text);
  if (url === '') throw new UsageError('NO_DATABASE', 'The database URL is empty.');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return parsePath(url);
  const engine = engines().find(({ schemes }) => [...schemes.usual, ...schemes.others].includes(scheme));
  if (engine === undefined) throw unknownScheme(scheme);
  return engine.parse(url.slice(scheme.length + 3));
}

function unknownScheme(scheme: string): UsageError {
  const forms = engines().map(({ urlForm }) => urlForm);
  const use = `use ${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`;
  const other = OTHER_SCHEMES[scheme];
  const [near] = nearest(
    scheme.replace(/\+.*$/s, ''),
    engines().flatMap(({ schemes }) => schemes.usual),
  );
  const sentence =
    other !== undefined
      ? `Databases of the scheme "${scheme}://" are not supported (${other}): ${use}.`
      : near !== undefined
        ? `Databases of the scheme "${scheme}://" are not supported: did you mean "${near}://"?`
        : // What stands before the first :// may be anything, also the beginning of a password.
          `The database URL begins with a scheme that is not supported: ${use}.`;
  return new UsageError('UNKNOWN_SCHEME', sentence);
}
