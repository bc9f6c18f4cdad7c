import { describe, expect, it } from 'vitest';
import { diagnosePowers } from '../../src/database/mysql/powers.ts';

const told = (role: string | null, ...found: string[]): string => diagnosePowers([{ role, found }])[0]?.text ?? 'nothing';

describe('what an account has on the whole server, as "show grants" prints it', () => {
  it('is told of MySQL 8, which prints dynamic privileges in a line of their own without spaces', () => {
    expect(
      told(
        null,
        'GRANT SELECT, PROCESS, FILE ON *.* TO `app`@`%` WITH GRANT OPTION',
        'GRANT SET_USER_ID,CONNECTION_ADMIN,XA_RECOVER_ADMIN,AUDIT_ABORT_EXEMPT ON *.* TO `app`@`%`',
        'GRANT `dba`@`%`,`ops`@`%` TO `app`@`%`',
        'GRANT PROXY ON ``@`` TO `app`@`%` WITH GRANT OPTION',
      ),
    ).toMatch(/^the account has FILE, SET_USER_ID, CONNECTION_ADMIN, XA_RECOVER_ADMIN, PROXY ON ``@`` on the whole server, /);
    expect(told('`dba`@`%`', 'GRANT RELOAD ON *.* TO `app`@`%`')).toMatch(/^the account has RELOAD \(after SET ROLE `dba`@`%`\) on/);
  });

  it('is told of older servers, which quote names as texts', () => {
    expect(told(null, "GRANT ALL PRIVILEGES ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '*B6' WITH GRANT OPTION")).toMatch(
      /^the account has ALL PRIVILEGES on the whole server, /,
    );
    expect(told(null, "GRANT SUPER ON *.* TO 'strong'")).toMatch(/^the account has SUPER \(through 'strong'\) on/);
  });

  it('is nothing where a name says it, or where it is about one database', () => {
    expect(
      told(
        null,
        'GRANT `FILE ON *.* TO ``x` TO `app`@`%`',
        'GRANT ALL PRIVILEGES ON `d\\_%`.* TO `app`@`%`',
        'GRANT USAGE ON *.* TO `FILE, SUPER`',
      ),
    ).toBe('nothing');
  });
});
