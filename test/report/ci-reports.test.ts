import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { line, type CheckResult } from '../../src/model/index.ts';
import { checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';
import { VALIDATORS } from '../support/valid-reports.ts';

/** One of each outcome, one that was left out, and one after the end of --fail-fast. */
const OUTCOMES: readonly CheckResult[] = [
  checkResult(2, {}, { id: 'found', severity: 'critical' }),
  checkResult(0, { acknowledged: 3, notes: ['A note.'] }, { id: 'passed' }),
  checkResult(null, { reason: 'no SELECT: on x, y' }, { id: 'broken' }),
  checkResult(null, { outcome: 'does-not-apply', reason: 'no table' }, { id: 'other' }),
  checkResult(null, { reason: 'ended', notReached: true }, { id: 'later' }),
  checkResult(1, {}, { id: 'note', severity: 'info' }),
];
const result = runResult(OUTCOMES, { leftOut: [checkSummary({ id: 'left' })] });
const told = (check: CheckResult): number => check.count ?? 0;
const events = OUTCOMES.flatMap((check) =>
  checkEvents(
    check,
    Array.from({ length: told(check) }, (_, index) => finding({ check: check.check.id, fingerprint: `${check.check.id}${index}` })),
  ),
);
const verified = {
  checks: OUTCOMES.map((check) => ({ ...check, count: check.count === null ? null : 0, outcome: 'passed' as const })),
  fixed: 2,
  appeared: 0,
};
const repaired = { ...result, repair: repairSummary({ verified }) };

describe('JUnit', () => {
  const cases = (text: string): readonly string[] =>
    [...text.matchAll(/<testcase name="([a-z]+):[^>]*?(?:\/>|><(\w+)(?: type="([^"]*)")?)/g)].map(([, ...parts]) =>
      parts.filter(Boolean).join(' '),
    );

  it('has a test case for each check, with what it came to', () => {
    const text = reportOf('junit', result, events);
    expect(cases(text)).toEqual(['found failure critical', 'passed', 'broken error could-not-run', 'other skipped', 'later skipped', 'note failure info', 'left skipped']); // prettier-ignore
    expect(text).toContain('tests="7" failures="2" errors="1" skipped="3"');
    expect(text).toContain(
      '<failure type="critical" message="2 findings">2 findings\nQuest &quot;T&quot; (ID: 5)\n  Status: open\n  Finding: found:5\n',
    );
    expect(text).toContain('<system-out>passed: A note.</system-out>');
  });

  it('says after a repair what is left', () => {
    expect(cases(reportOf('junit', repaired, events))[0]).toBe('found');
  });

  it('says how many more there are than it lists', () => {
    const many = checkResult(500);
    const hundred = Array.from({ length: 100 }, () => finding());
    expect(reportOf('junit', runResult([many]), checkEvents(many, hundred))).toContain('and 400 more');
  });
});

describe('SARIF', () => {
  it('leaves out what GitHub would not take, leaves each check its share, and says so', async () => {
    const [many, last] = [checkResult(30_000, {}, { id: 'many' }), checkResult(3, {}, { id: 'last' })];
    const findings = (id: string, count: number) =>
      Array.from({ length: count }, (_, index) => finding({ check: id, fingerprint: `${id}${index}`, details: [] }));
    const text = reportOf('sarif', runResult([many, last]), [
      ...checkEvents(many, findings('many', 30_000)),
      ...checkEvents(last, findings('last', 3)),
    ]);
    expect(await VALIDATORS.sarif(text)).toEqual([]);
    const [run] = (JSON.parse(text) as Log).runs;
    const kept = run?.results?.length ?? 0;
    expect(kept).toBeGreaterThan(20_000);
    expect(run?.results?.filter(({ ruleId }) => ruleId === 'last')).toHaveLength(3);
    const [notice] = run?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notice?.message.text).toBe(`${30_003 - kept} findings of 30003 left out: the list is limited.`);
  });

  it('says what did not run and that the run was not whole, and makes no link of a title', () => {
    const check = checkResult(1, {}, { id: 'found' });
    const link = finding({ check: 'found', headline: line`${'[x](https://example.com)'}` });
    const [run] = (JSON.parse(reportOf('sarif', runResult([check, checkResult(null)]), checkEvents(check, [link]))) as Log).runs;
    expect(run?.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', associatedRule: { id: 'quest-status' } }],
    });
    expect(run?.results?.[0]?.message.text).toBe('\\[x\\](https://example.com)\nStatus: open');
  });
});

describe('annotations', () => {
  it('are one for each check with something to say, and the verdict', () => {
    expect(reportOf('github', result, events).split('\n')).toEqual([
      '::error title=found%3A 2 findings::Quest status%0AQuest "T" (ID: 5)%0AQuest "T" (ID: 5)',
      '::error title=broken could not run::Quest status%0Ano SELECT: on x, y',
      '::notice title=note%3A 1 finding::Quest status%0AQuest "T" (ID: 5)',
      '::notice title=PeerQuest Audit::2 issues.',
      '',
    ]);
  });

  it('are ten of a kind at most, of which the last names the rest', () => {
    const checks = Array.from({ length: 12 }, (_, index) => checkResult(1, {}, { id: `c${index}` }));
    const text = reportOf('github', runResult(checks), []);
    expect(text.match(/^::warning/gm)).toHaveLength(10);
    expect(text).toContain('::warning title=3 further checks::GitHub shows 10 of a kind; left out: c9, c10, c11\n');
    const ten = reportOf('github', runResult(checks.slice(0, 10)), []);
    expect([ten.match(/^::warning/gm)?.length, ten.includes('further')]).toEqual([10, false]);
  });

  it('end no command and begin none', () => {
    const text = reportOf('github', runResult([checkResult(1)]), checkEvents(checkResult(1), [finding({ headline: line`${'100%0A::error::\n::x::'}` })])); // prettier-ignore
    expect(text).toMatch(/^::warning title=quest-status%3A 1 finding::Quest status%0A100%250A::error::\\n::x::\n::notice /);
  });
});

describe('code quality', () => {
  it('has an entry for each finding, and for each check that could not run', () => {
    const entries = JSON.parse(reportOf('gitlab', result, events)) as readonly Readonly<Record<string, unknown>>[];
    expect(entries.map(({ check_name: check, severity, fingerprint }) => [check, severity, fingerprint])).toEqual([
      ['found', 'critical', 'found0'],
      ['found', 'critical', 'found1'],
      ['broken', 'blocker', 'not-run-broken'],
      ['note', 'info', 'note0'],
    ]);
    expect(entries[0]).toMatchObject({ description: 'Quest "T" (ID: 5); Status: open (found:5)' });
  });
});

describe('metrics', () => {
  const valueOf = (text: string, metric: string, check: string): string | undefined =>
    new RegExp(`^peerquest_audit_${metric}\\{database="db.sqlite3",check="${check}",[^}]*\\} (.*)$`, 'm').exec(text)?.[1];

  it('have every check, at zero too, and no number where there is no answer', () => {
    const text = reportOf('prometheus', result, events);
    const values = ['found', 'passed', 'broken', 'other', 'left'].map((check) => [
      valueOf(text, 'findings', check),
      valueOf(text, 'check_ran', check),
    ]);
    expect(values).toEqual([['2', '1'], ['0', '1'], ['NaN', '0'], ['NaN', '0'], ['NaN', '0']]); // prettier-ignore
    expect(valueOf(text, 'acknowledged_findings', 'passed')).toBe('3');
    expect(text).toContain('peerquest_audit_issues{database="db.sqlite3"} 2\n');
    expect(text).not.toContain('questId');
  });

  it('are those of the end of a repair', () => {
    const text = reportOf('prometheus', repaired, events);
    expect(text).toContain('peerquest_audit_issues{database="db.sqlite3"} 0\n');
    expect(valueOf(text, 'findings', 'found')).toBe('0');
  });
});
