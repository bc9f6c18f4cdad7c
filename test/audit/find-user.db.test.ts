import { beforeAll, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { runCli } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('the person whom --user means', {}, (database) => {
  let id: string;
  const found = async (user: string) => (await collect(database().url, { user })).result.start.user;

  beforeAll(async () => {
    await database().insert(audit001);
    const [first] = (await collect(database().url, { user: 'student2' })).result.checks;
    id = first === undefined ? '' : ((await found('student2'))?.id ?? '');
  });

  it('is found by name, by e-mail address and by id, however that is written', async () => {
    const student2 = { id, username: 'student2' };
    for (const text of ['student2', 'student2@example.com', 'Student2@Example.COM', id, id.toUpperCase(), id.replaceAll('-', '')])
      expect({ text, user: await found(text) }).toEqual({ text, user: student2 });
    for (const text of ['Student2', 'student2@example', 'nobody@example.com', id.slice(0, 8), `${id.slice(0, -1)}9`, '7', ''])
      await expect(found(text)).rejects.toMatchObject({ code: 'UNKNOWN_USER' });
  });

  it('is one: several are told by their ids and names', async () => {
    await database().execute("update users_user set username = 'student2@example.com' where username = 'student1'");
    try {
      await expect(found('student2@example.com')).rejects.toMatchObject({
        code: 'AMBIGUOUS_USER',
        message: expect.stringMatching(
          /^User "student2@example\.com" can be the user with that name \(id [0-9a-f-]{36}, "student2@example\.com"\) or the user with that e-mail address \(id [0-9a-f-]{36}, "student2"\): give the id of the one whom you mean\.$/,
        ) as string,
      });
      expect(await found(id)).toEqual({ id, username: 'student2' });
    } finally {
      await database().execute("update users_user set username = 'student1' where username = 'student2@example.com'");
    }
  });

  it('is never named by an e-mail address in a report', () => {
    for (const flags of [[], ['--detailed'], ['--format', 'json'], ['--fix-issues', '--dry-run']]) {
      const { code, stdout } = runCli(['--user', 'student2@example.com', '--database', database().url, ...flags]);
      expect(code).toBe(1);
      expect(stdout).toContain('student2');
      expect(stdout).not.toContain('@example.com');
    }
    const { stdout } = runCli(['--user', 'student2@example.com', '--database', database().url]);
    expect(stdout).toContain(` --user ${id} --detailed`);
  });

  it('has no e-mail address where the table has none', async () => {
    await database().execute('alter table users_user rename column email to mail');
    try {
      await expect(found('student2@example.com')).rejects.toMatchObject({ code: 'UNKNOWN_USER' });
      expect(await found('student2')).toEqual({ id, username: 'student2' });
    } finally {
      await database().execute('alter table users_user rename column mail to email');
    }
  });
});
