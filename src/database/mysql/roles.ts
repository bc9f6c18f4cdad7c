import type { DatabaseRow } from '../read-session.ts';
import { quote } from './sql-text.ts';
import type { Topology } from './topology.ts';

/** Runs a statement and gives its rows. */
export type Run = (sql: string) => Promise<readonly DatabaseRow[]>;

/** What a session finds in the roles that it has. */
export interface InRole<T> {
  /** The role that the account took for it, as SQL names it; null for those that its sessions begin with. */
  readonly role: string | null;
  readonly found: T;
}

/** What the account may do in the roles that are active, a line of text each, with the roles that it has been granted. */
export async function grantsOf(run: Run): Promise<readonly string[]> {
  // Under a name that holds the account's.
  return (await run('show grants')).map((row) => String(Object.values(row)[0]));
}

/**
 * Looks as the account is when it connects, and again in each role that it has besides and could take (SET ROLE): one after the other on
 * MariaDB, where one role is active at a time, all together on MySQL, also those that it makes mandatory. Afterwards the session has the
 * roles that it began with.
 */
export async function lookInEachRole<T>(run: Run, { engine, version }: Topology, look: () => Promise<T>): Promise<readonly InRole<T>[]> {
  const looked: InRole<T>[] = [{ role: null, found: await look() }];
  // It has no roles.
  if (/^[0-5]\./.test(version)) return looked;
  const current = await currentRole(run);
  const active = current === null ? 'none' : engine === 'mariadb' ? quote(current) : current;
  const wanted = engine === 'mariadb' ? (await rolesOf(run)).filter((role) => role !== active) : ['all'];
  try {
    for (const role of wanted) {
      // A role that was taken away meanwhile, or an engine that has none.
      if (!(await succeeds(run(`set role ${role}`)))) continue;
      const taken = await currentRole(run);
      if (engine === 'mariadb' || taken !== current) looked.push({ role: engine === 'mariadb' ? role : taken, found: await look() });
    }
  } finally {
    if (wanted.length > 0) await run(`set role ${active}`);
  }
  return looked;
}

/** What is active, null for nothing: a bare name on MariaDB, quoted names with commas on MySQL. */
async function currentRole(run: Run): Promise<string | null> {
  const [row] = await run('select current_role() as r').catch(() => []);
  const role = row?.['r'] ?? null;
  return role === null || role === 'NONE' ? null : String(role);
}

/** The roles that the account itself has been granted on MariaDB, quoted. Those that roles have been granted come with them. */
async function rolesOf(run: Run): Promise<readonly string[]> {
  // A role is granted to the account, which has a host, or to another role.
  return (await grantsOf(run)).flatMap((grant) => /^GRANT (`(?:[^`]|``)+`) TO (?:`(?:[^`]|``)*`)@/.exec(grant)?.[1] ?? []);
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
