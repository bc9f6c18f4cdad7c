import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const sick = folder.file('sick.sqlite3');

/** Bytes of reports that do not list every finding, as their readers would not take them, or list them packed. */
const LIMITED: Readonly<Record<string, number>> = {
  markdown: 500_000,
  junit: 50_000,
  sarif: 9_000_000,
  github: 500,
  prometheus: 3000,
  html: 5_000_000,
};

/** Far less than the findings would take if they were kept: 60,000 of them are 40 MB of text in each form. */
const HEAP = '--max-old-space-size=32';

beforeAll(() => {
  const { code } = runCli(['demo', '--users', '37500', '--fault', '1', '--old-schema', '--out', sick]);
  expect(code).toBe(0);
}, 60_000);
afterAll(() => {
  folder.remove();
});

it('60,000 findings pass through a heap of 32 MB in every form at once', () => {
  const reports = FORMATS.flatMap((format) => ['--report', `${format}=${folder.file(`report.${format}`)}`]);
  const { code, stderr } = runCli(['--database', sick, '--detailed', ...reports, '--output', folder.file('text')], { nodeFlags: [HEAP] });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  for (const format of FORMATS) {
    expect(statSync(folder.file(`report.${format}`)).size, format).toBeGreaterThan(LIMITED[format] ?? 10_000_000);
  }
});

it('and through a pipe, by way of a temporary file', () => {
  const { code, stdout, stderr } = runCli(['--database', sick, '--detailed'], { nodeFlags: [HEAP] });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const issues = Number(/TOTAL ISSUES: (\d+)/.exec(stdout)?.[1]);
  expect(issues).toBeGreaterThan(60_000);
  expect(stdout.match(/❌/g)?.length).toBe(issues);
});
