import { expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { runCli } from '../support/cli.ts';
import { describeEngines } from '../support/databases.ts';

/** What an engine keeps in a column of times that is no time. */
const NONE = { sqlite: 'soon', postgresql: 'infinity', mariadb: '0000-00-00 00:00:00.000000' } as const;

interface Told {
  readonly checks: readonly { readonly id: string; readonly findings: readonly { readonly actual: Readonly<Record<string, unknown>> }[] }[];
}

describeEngines('a time that is none', { engines: ['sqlite', 'postgresql', 'mariadb'] }, (database) => {
  it('is null in JSON, with what the database holds beside it, and is shown as it is in text', async () => {
    await database().insert(audit001);
    const none = NONE[database().engine as keyof typeof NONE];
    if (database().engine === 'mariadb') await database().execute("set session sql_mode = ''");
    await database().execute(`update applications_application set reviewed_at = '${none}'`);
    const { stdout } = runCli(['--format', 'json', '--only', 'approved-without-participant', '--database', database().url]);
    const [check] = (JSON.parse(stdout) as Told).checks;
    expect(check?.findings).toHaveLength(3);
    for (const { actual } of check?.findings ?? []) expect(actual).toMatchObject({ approvedAt: null, approvedAtText: none });
    expect(runCli(['--detailed', '--only', 'approved-without-participant', '--database', database().url]).stdout).toContain(none);
  });
});
