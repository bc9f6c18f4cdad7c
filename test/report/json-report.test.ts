import { expect, it } from 'vitest';
import { line, type AuditEvent, type RunResult } from '../../src/model/index.ts';
import { change, checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, repairSummary, runResult } from '../support/run-results.ts';

const ACTING = 'a\u061c\u202e\u007fTOTAL ISSUES: 0';
const report = (result: RunResult, events: readonly AuditEvent[]): string => reportOf('json', result, events);

it('holds every value as it is, and no character that acts', () => {
  const causes = [{ cause: ACTING, count: 1 }];
  const result = checkResult(1, { notes: [ACTING], causes });
  const told = finding({ quest: { id: 5, title: ACTING }, actual: { title: ACTING }, headline: line`${ACTING}` });
  const acknowledgement = { standing: 'holds', by: ACTING, on: '2026-01-02', until: null, reason: ACTING } as const;
  const repair = repairSummary({ stoppedBy: ACTING });
  const json = report({ ...runResult([result], { mode: 'fix', repair }), warnings: [ACTING] }, [
    ...checkEvents(result, [told], [{ ...told, acknowledgement }]),
    { type: 'changes', changes: [change({ before: { title: ACTING } })] },
    { type: 'note', text: ACTING },
  ]);
  expect(json).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(json)).toMatchObject({
    checks: [{ findings: [{ quest: { title: ACTING }, actual: { title: ACTING } }], notes: [ACTING], causes }],
    acknowledged: [{ check: 'quest-status', acknowledgement: { by: ACTING, reason: ACTING } }],
    changes: [{ before: { title: ACTING } }],
    run: { warnings: [ACTING] },
    summary: { repair: { stoppedBy: ACTING, notes: [ACTING] } },
  });
});

it('tells no lines and nothing of the rule with a finding: its members are a contract', () => {
  const { checks } = JSON.parse(report(runResult([checkResult(1)]), checkEvents(checkResult(1), [finding()]))) as {
    checks: readonly { findings: readonly object[] }[];
  };
  const [check] = checks;
  expect(Object.keys(check ?? {})).toEqual([
    'id',
    'group',
    'phase',
    'title',
    'severity',
    'findings',
    'outcome',
    'reason',
    'count',
    'acknowledged',
    'causes',
    'notes',
    'durationMs',
  ]);
  expect(Object.keys(check?.findings[0] ?? {})).toEqual([
    'fingerprint',
    'name',
    'sentence',
    'key',
    'user',
    'quest',
    'cause',
    'expected',
    'actual',
    'repair',
    'acknowledgement',
  ]);
});

it('says that is fixed what the audit afterwards does not find any more, not what was written', () => {
  const summary = (over: Parameters<typeof repairSummary>[0]): unknown =>
    (JSON.parse(report(runResult([checkResult(5)], { mode: 'fix', repair: repairSummary(over) }), [])) as { summary: unknown }).summary;
  const applied = { entities: 3, changes: 7 };
  const verified = { checks: [checkResult(4)], fixed: 2, appeared: 1 };
  const [found, byCheck] = [{ issuesFound: 5 }, { byCheck: { 'quest-status': 5 } }];
  expect(summary({ applied, verified })).toMatchObject({
    ...{ ...found, issuesFixed: 2, issuesRemaining: 4, issuesAppeared: 1 },
    ...{ ...byCheck, remainingByCheck: { 'quest-status': 4 }, repair: { applied, verified: true } },
  });
  expect(summary({ applied, verified: null })).toMatchObject({
    ...{ ...found, issuesFixed: 0, issuesRemaining: 5, issuesAppeared: 0 },
    ...{ ...byCheck, remainingByCheck: { 'quest-status': 5 }, repair: { applied, verified: false } },
  });
});
