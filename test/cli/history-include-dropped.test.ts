import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const env = { PEERQUEST_AUDIT_HISTORY: 'on', PEERQUEST_AUDIT_STORE: folder.file('store.sqlite3'), DATABASE_URL: file };
afterAll(() => {
  folder.remove();
});

const CHECK = 'participant-without-approved-application';
const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env });
/** The checks of what is there, by the history alone. */
const there = (): readonly string[] =>
  (JSON.parse(run('findings', '--format', 'json').stdout) as { findings: readonly { check: string }[] }).findings.map(({ check }) => check);
const compared = (): { readonly notCompared: readonly string[]; readonly findings: readonly { readonly what: string }[] } =>
  JSON.parse(run('compare', 'last~1', 'last', '--format', 'json').stdout) as never;

it('an audit without --include-dropped resolves nothing that one with it has found', { timeout: 120_000 }, () => {
  // A person who was dropped, and whose application is not approved: found where dropped participants count.
  expect(runCli(['demo', '--users', '20', '--fault', '0', '--seed', '5', '--out', file]).code).toBe(0);
  expect(run('--detailed').code).toBe(0);
  expect(there()).toEqual([]);
  expect(run('--detailed', '--include-dropped').code).toBe(1);
  expect(there()).toEqual([CHECK]);
  expect(compared().findings).toMatchObject([{ what: 'new' }]);
  expect(run('--detailed').code).toBe(0);
  expect(there()).toEqual([CHECK]);
  expect(compared()).toMatchObject({ notCompared: [CHECK], findings: [] });
  const database = new Database(file);
  database.exec("update applications_application set status = 'approved'");
  database.close();
  run('--detailed', '--only', CHECK);
  expect(there()).toEqual([CHECK]);
  run('--detailed', '--only', CHECK, '--include-dropped');
  expect(there()).toEqual([]);
});
