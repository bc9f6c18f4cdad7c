import type { Diagnostic } from '../read-session.ts';
import type { InRole } from './roles.ts';

/** Privileges on the whole server that reach what is no table, or further accounts. */
const POWER =
  /^(?:ALL PRIVILEGES|FILE|SUPER|SHUTDOWN|RELOAD|FLUSH_TABLES|CREATE USER|REPLICATION SLAVE|REPLICATION_APPLIER|SYSTEM_USER|SET[ _](?:USER|ANY)\w*|.+[ _]ADMIN)$/;

/** What a line grants on the whole server, or whom it lets the account act as; and to what. */
const GRANT = /^GRANT (?:([^`']+?) ON \*\.\*|(PROXY ON .+?)) TO (.+)$/;
/** A role, which has no host on MariaDB, or everybody. MySQL names what active roles have as the account's own. */
const ROLE = /^(`(?:[^`]|``)+`|'[^']+'|PUBLIC)(?!@)/;

/**
 * What `doctor` says of an account that can do in a read-only session what is no write to a table.
 *
 * @param grants the lines of `show grants` as the account connects, and in each role that it could take
 */
export function diagnosePowers(grants: readonly InRole<readonly string[]>[]): readonly Diagnostic[] {
  const told = new Set<string>();
  const powers: string[] = [];
  for (const { role, found } of grants) {
    for (const { power, grantee } of found.flatMap(powersIn)) {
      // What the account has without a role it has in each of them, too.
      if (told.has(`${power} ${grantee ?? ''}`)) continue;
      told.add(`${power} ${grantee ?? ''}`);
      const ways = [grantee !== null && grantee !== role ? `through ${grantee}` : '', role === null ? '' : `after SET ROLE ${role}`];
      powers.push(power + (ways.join('') === '' ? '' : ` (${ways.filter((way) => way !== '').join(', ')})`));
    }
  }
  return powers.length === 0
    ? []
    : [
        {
          topic: 'Privileges',
          level: 'advice',
          text: `the account has ${powers.join(', ')} on the whole server, which a read-only session does not hold back: an account with SELECT only is safer (docs/databases.md has the GRANT statements)`,
        },
      ];
}

interface Power {
  readonly power: string;
  /** The role that has it; null for the account itself. */
  readonly grantee: string | null;
}

function powersIn(grant: string): readonly Power[] {
  const [, privileges = '', proxy, to = ''] = GRANT.exec(grant) ?? [];
  const grantee = ROLE.exec(to)?.[1] ?? null;
  const powers = proxy === undefined ? privileges.split(/, ?/).filter((privilege) => POWER.test(privilege)) : [proxy];
  return powers.map((power) => ({ power, grantee }));
}
