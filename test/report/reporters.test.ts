import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/model/index.ts';
import { FORMATS, PLAIN_REPORT, REPORTERS } from '../../src/report/index.ts';
import { checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, repairSummary, runResult } from '../support/run-results.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const result = runResult([checkResult(1)], { mode: 'fix', repair: repairSummary() });
const EVENTS: readonly AuditEvent[] = [
  { type: 'run-started', run: result.start },
  ...result.checks.flatMap((each): AuditEvent[] => [
    { type: 'check-started', check: each.check, index: 0 },
    { type: 'check-finished', result: each },
  ]),
  { type: 'totals-started' },
  { type: 'plan-made', plan: repairSummary().plan },
  { type: 'verification-started' },
  { type: 'run-finished', result },
];

describe('the forms of report', () => {
  it('have names and endings of their own', () => {
    expect(new Set(FORMATS).size).toBe(REPORTERS.length);
    expect(new Set(REPORTERS.map(({ extension }) => extension)).size).toBe(REPORTERS.length);
  });

  it.each(FORMATS.filter((format) => !['text', 'html', 'prometheus'].includes(format)))('%s tells a finding in its sentence', (format) => {
    const { start, ...ended } = runResult([checkResult(1)]);
    const checks = start.checks.map((rule) => ({ ...rule, sentence: 'quest {key.questId} is {actual.status}' }));
    const told = { ...ended, start: { ...start, checks } };
    expect(reportOf(format, told, checkEvents(checkResult(1), [finding()])).replaceAll('`', '')).toContain('Quest 5 is open');
  });

  it.each(REPORTERS)('$id is told of on the page of the command line', ({ id }) => {
    expect(page).toContain(`\`${id}\``);
  });

  it.each(REPORTERS)('$id says something of every run, and nothing of one that failed', ({ create }) => {
    const reporter = create(PLAIN_REPORT);
    expect(EVENTS.map((event) => reporter.write(event)).join('')).toMatch(/\n$/);
    expect(create(PLAIN_REPORT).write({ type: 'run-failed', code: null, sentence: 'x' })).toBe('');
  });
});
