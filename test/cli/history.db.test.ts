import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { createDatabase, describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';
import { knownRows } from '../support/known-rows.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describeEngines('the history of a database', { oldSchema: true, engines: propertyEngines('mariadb') }, (database) => {
  let kept: TestDatabase;
  beforeAll(async () => {
    await database().insert(knownRows(40));
    // A store on the same engine.
    const { protocol } = new URL(database().url.includes('://') ? database().url : 'sqlite:///');
    kept = await createDatabase(protocol.startsWith('postgres') ? 'postgresql' : protocol === 'sqlite:' ? 'sqlite' : 'mariadb', {
      empty: true,
    });
  }, 120_000);
  afterAll(async () => {
    await kept.drop();
  });
  const run = (...args: readonly string[]): CliResult =>
    runCli([...args, '--store', kept.url], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  const audit = (...args: readonly string[]): CliResult => run('--database', database().url, ...args);
  const told = (...args: readonly string[]): unknown => JSON.parse(run(...args, '--json').stdout);

  it('keeps all that is known of a database in a store on the same engine', { timeout: 120_000 }, () => {
    const first = audit('--all', '--format', 'ndjson');
    expect(first.stderr).toBe('');
    const found = first.stdout.split('\n').filter((line) => line.startsWith('{"type":"finding"')).length;
    expect(found).toBeGreaterThan(50);
    expect(told('findings')).toMatchObject({ count: found });
    expect(run('report', '--format', 'ndjson').stdout).toBe(first.stdout);

    // Another look at the same rows finds the same, and nothing else.
    expect(audit('--all', '--format', 'json').stderr).toBe('');
    expect(told('compare')).toMatchObject({ still: found, findings: [], notCompared: [] });

    const repaired = audit('--fix-issues', '--yes', '--format', 'ndjson');
    expect(repaired.stderr).toBe('');
    expect(run('report', '--format', 'ndjson').stdout).toBe(repaired.stdout);
    const { summary } = JSON.parse(repaired.stdout.trimEnd().split('\n').at(-1) ?? '') as { summary: { issuesFixed: number } };
    expect(summary.issuesFixed).toBeGreaterThan(5);
    const { runs } = told('runs') as { runs: readonly { mode: string; recorded: object }[] };
    expect(runs.map(({ mode }) => mode)).toEqual(['fix', 'audit', 'audit']);

    // What a repair has mended is gone, by what the next audit says as well.
    const after = audit('--all', '--format', 'ndjson');
    const left = after.stdout.split('\n').filter((line) => line.startsWith('{"type":"finding"')).length;
    expect(told('findings')).toMatchObject({ count: left });
    expect(run('report', '--format', 'ndjson').stdout).toBe(after.stdout);
  });
});
