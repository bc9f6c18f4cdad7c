/** A server that repeats another one, and how far behind it is. */
export interface Replica {
  /** Age of what it shows, in seconds; null where that cannot be told, which is not the same as fresh. */
  readonly lagSeconds: number | null;
  /** What is known besides, a clause such as `it receives nothing at present`; null where there is nothing to say. */
  readonly reason: string | null;
}

/** What a database says of itself that bears on what was read from it. */
export interface ServerFacts {
  /** Null for a server that repeats no other. */
  readonly replica: Replica | null;
  /** The schema of each table that is read, where one of them is not in `public`; null where all are, and on an engine without schemas. */
  readonly schemas: Readonly<Record<string, string>> | null;
  /** What an audit of this server does not guarantee, a sentence each. */
  readonly warnings: readonly string[];
}

/** What a name leads to. Only a table, partitioned or not, holds its rows itself: what another one leaves out is not seen. */
export type RelationKind = 'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table' | 'virtual table';

/** Whether it holds its rows itself, all of them. */
export function holdsRows(kind: RelationKind): boolean {
  return kind === 'table' || kind === 'partitioned table';
}

/** What each name leads to that is no plain table, by table; null where all are. */
export function oddRelations(
  tables: Iterable<{ readonly name: string; readonly kind: RelationKind }>,
): Readonly<Record<string, RelationKind>> | null {
  const odd = [...tables].filter(({ kind }) => kind !== 'table').sort((a, b) => (a.name < b.name ? -1 : 1));
  return odd.length === 0 ? null : Object.fromEntries(odd.map(({ name, kind }) => [name, kind]));
}

/** Of a server, or a file, of which nothing special is to be said. */
export const PLAIN_SERVER: ServerFacts = { replica: null, schemas: null, warnings: [] };

/** A replica that is further behind than this, in seconds, is told of unless the user has set a limit. */
export const TOLERATED_LAG = 60;

/** `12 s behind`, or that nobody knows. */
export function lagInWords({ lagSeconds, reason }: Replica): string {
  const lag = lagSeconds === null ? 'how far behind cannot be told' : `${Math.round(lagSeconds)} s behind`;
  return reason === null ? lag : `${lag}: ${reason}`;
}

/** Whether a replica is further behind than so many seconds, or may be: unknown is not fresh. */
export function isBehind({ lagSeconds }: Replica, seconds: number): boolean {
  return lagSeconds === null || lagSeconds > seconds;
}
