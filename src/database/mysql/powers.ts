import type { DatabaseRow, Diagnostic } from '../read-session.ts';

/** Privileges on the whole server that reach what is no table, or further accounts. */
const POWER = /^(?:ALL PRIVILEGES|FILE|SUPER|SHUTDOWN|RELOAD|CREATE USER|REPLICATION SLAVE|SYSTEM_USER|SET[ _]USER\w*|.+[ _]ADMIN)$/;

/** What `doctor` says of an account that can do in a read-only session what is no write to a table. */
export async function diagnosePowers(all: (text: string) => Promise<readonly DatabaseRow[]>): Promise<readonly Diagnostic[]> {
  // One line of text for each grant, under a name that holds the account's.
  const grants = (await all('show grants')).map((row) => String(Object.values(row)[0]));
  const powers = grants.flatMap((grant) => {
    const [, privileges = ''] = /^GRANT (.*?) ON \*\.\* TO /.exec(grant) ?? [];
    return privileges.split(', ').filter((privilege) => POWER.test(privilege));
  });
  return powers.length === 0
    ? []
    : [
        {
          topic: 'Privileges',
          level: 'advice',
          text: `the account has ${[...new Set(powers)].join(', ')} on the whole server, which a read-only session does not hold back: an account with SELECT only is safer (docs/databases.md has the GRANT statements)`,
        },
      ];
}
