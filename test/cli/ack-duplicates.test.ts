import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import type { JsonReport } from '../support/repair-cli.ts';

interface Listed {
  readonly checks: readonly { readonly findings: readonly { readonly fingerprint: string }[] }[];
}

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

function run(...args: readonly string[]): CliResult {
  return runCli([...args, '--database', 'old.sqlite3', '--store', 'store.sqlite3'], { cwd: folder.path });
}
function json(...args: readonly string[]): JsonReport {
  return JSON.parse(run(...args, '--format', 'json').stdout) as JsonReport;
}
/** The fingerprints of the duplicates that count, and what a merge would do to them. */
const found = (): readonly string[] => {
  const report = runCli(['--only', 'duplicate-participant', '--format', 'json', '--database', 'old.sqlite3'], { cwd: folder.path });
  return (JSON.parse(report.stdout) as Listed).checks.flatMap(({ findings }) => findings).map(({ fingerprint }) => fingerprint);
};
const changes = (...args: readonly string[]): number => json('repair', 'duplicate-participant', ...args, '--dry-run').changes.length;

let all: readonly string[] = [];
beforeAll(() => {
  runCli(['demo', '--users', '300', '--fault', '3%', '--old-schema', '--out', 'old.sqlite3'], { cwd: folder.path });
  all = found();
  expect(all.length).toBeGreaterThan(1);
});

it('a merge takes the names that a detailed report shows', () => {
  const { stdout } = run('--only', 'duplicate-participant', '--detailed');
  const names = [...stdout.matchAll(/^ {5}Finding: (\S+)$/gm)].map(([, name = '']) => name);
  expect(names).toHaveLength(all.length);
  const each = names.map((name) => changes(name, '--keep', 'earliest'));
  expect(Math.min(...each)).toBeGreaterThan(0);
  expect(changes(...names, '--keep', 'earliest')).toBe(each.reduce((sum, count) => sum + count, 0));
  expect(run('repair', 'duplicate-participant', 'quest-status:1', '--keep', 'earliest').stderr).toContain('No duplicate is named');
});

it('an acknowledged duplicate is left alone by a merge of all, and is merged when it is named', () => {
  const [acknowledged = '', ...others] = all;
  const whole = changes('--keep', 'earliest');
  const alone = changes(acknowledged, '--keep', 'earliest');
  expect(alone).toBeGreaterThan(0);
  expect(run('ack', acknowledged, '--reason', 'two teams, by agreement', '--by', 'ops').code).toBe(0);
  for (const keep of ['earliest', 'latest'])
    expect(json('repair', 'duplicate-participant', '--keep', keep, '--dry-run').changes).not.toEqual([]);
  expect(changes('--keep', 'earliest')).toBe(whole - alone);
  // Who names a finding has decided on it anew.
  expect(changes(acknowledged, '--keep', 'earliest')).toBe(alone);

  expect(run('repair', 'duplicate-participant', '--keep', 'earliest', '--yes').code).toBe(0);
  expect(found()).toEqual([acknowledged]);
  expect(others.length).toBeGreaterThan(0);
});
