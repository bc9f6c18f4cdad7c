import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const sick = folder.file('sick.sqlite3');

/** Bytes of reports that do not list every finding, as their readers would not take them, or list them packed. */
const LIMITED: Readonly<Record<string, number>> = {
  markdown: 400_000,
  junit: 50_000,
  sarif: 4_500_000,
  github: 500,
  prometheus: 3000,
  html: 2_500_000,
};

/** Far less than the findings would take if they were kept: 30,000 of them are 20 MB of text in each form. */
const HEAP = '--max-old-space-size=32';

beforeAll(() => {
  const { code } = runCli(['demo', '--users', '18750', '--fault', '1', '--old-schema', '--out', sick]);
  expect(code).toBe(0);
}, 60_000);
afterAll(() => {
  folder.remove();
});

it('30,000 findings pass through a heap of 32 MB in every form at once', { timeout: 180_000 }, () => {
  const reports = FORMATS.flatMap((format) => ['--report', `${format}=${folder.file(`report.${format}`)}`]);
  const { code, stderr } = runCli(['--database', sick, '--detailed', ...reports, '--output', folder.file('text')], { nodeFlags: [HEAP] });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  for (const format of FORMATS) {
    expect(statSync(folder.file(`report.${format}`)).size, format).toBeGreaterThan(LIMITED[format] ?? 5_000_000);
  }
});

it('and through a pipe, by way of a temporary file', () => {
  const { code, stdout, stderr } = runCli(['--database', sick, '--detailed'], { nodeFlags: [HEAP] });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const issues = Number(/TOTAL ISSUES: (\d+)/.exec(stdout)?.[1]);
  expect(issues).toBeGreaterThan(30_000);
  expect(stdout.match(/❌/g)?.length).toBe(issues);
});
