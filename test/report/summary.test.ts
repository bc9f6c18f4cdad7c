import { describe, expect, it } from 'vitest';
import type { CheckResult, RepairSummary, RunResult } from '../../src/model/index.ts';
import { PLAIN_REPORT, reporterOf } from '../../src/report/index.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

const target = {
  database: ' D',
  config: ' C',
  store: ' S',
  baseline: ' B',
  files: ' F',
  program: 'peerquest-audit',
  user: null,
  scope: ' --user ann',
  command: '',
};
const printedSummary = (result: RunResult, over: Partial<typeof target> = {}, limit: number | null = 0): readonly string[] =>
  reporterOf('text')
    .create({ ...PLAIN_REPORT, limit, target: { ...target, ...over } })
    .write({ type: 'run-finished', result })
    .split('\n');

const NOTHING = { entities: 0, changes: 0 };
const info = checkResult(3, {}, { id: 'note', group: 'profile', phase: null, severity: 'info', summaryLabel: 'Notes' });
const failed = checkResult(null);
const inapplicable = checkResult(
  null,
  { outcome: 'does-not-apply' },
  { id: 'other', group: 'shop', phase: null, summaryLabel: 'Others', severity: 'critical' },
);
const leftOut = [checkSummary({ id: 'approved-without-participant', phase: 1, summaryLabel: 'Approvals' })];
const repaired = (checks: readonly CheckResult[], over: Partial<RepairSummary> = {}, mode: 'fix' | 'dry-run' | 'undo' = 'fix'): RunResult =>
  runResult(checks, { mode, repair: repairSummary(over) });
const verified = (remaining: number) => ({ checks: [checkResult(remaining)], fixed: 2 - remaining, appeared: 0 });

describe('the summary', () => {
  it('of an audit is the rows in scope, a line for each check, the total, the verdict and what to do next', () => {
    const clean = { ...checkResult(0, { acknowledged: 2 }, { id: 'approved', phase: 1, summaryLabel: 'Approvals' }) };
    const result = { ...runResult([checkResult(2), clean, info, inapplicable], { leftOut: [] }), warnings: ['late'] };
    expect(printedSummary(result)).toEqual([
      'AUDIT SUMMARY',
      'Users audited: 1',
      'Total applications: 2',
      'Approved applications: 1',
      'Total participants: 1',
      'Total quests: 3',
      'ISSUES FOUND:',
      '  Approvals: 0',
      '  Statuses: 2',
      '  profile:',
      '    Notes: 3 (info)',
      '  shop:',
      '    Others: does not apply',
      '  TOTAL ISSUES: 2',
      '  By severity: 0 critical, 2 warning, 3 info',
      '  Acknowledged, not counted: 2',
      'Checks run: 3 of 4, in 1.00 s',
      'Warning: late',
      '⚠️ 2 issues require attention.',
      'Of these, 2 can be repaired automatically, 0 need a decision.',
      '',
      'Next: peerquest-audit audit D S --user ann F B --detailed   (lists every finding)',
      '',
    ]);
  });

  it('says which rows could not be counted', () => {
    const totals = {
      ...{ usersAudited: null, totalApplications: null, approvedApplications: null },
      ...{ totalParticipants: null, totalQuests: null },
    };
    const unknown = printedSummary({ ...runResult([checkResult(0)]), totals }).slice(1, 6);
    expect(unknown).toEqual(
      ['Users audited', 'Total applications', 'Approved applications', 'Total participants', 'Total quests'].map(
        (what) => `${what}: unknown (not readable)`,
      ),
    );
  });

  it('of the database of another application counts none of PeerQuest’s rows', () => {
    const own = checkResult(0, {}, { id: 'own', group: 'own', phase: null, summaryLabel: 'Own' });
    expect(printedSummary(runResult([own])).slice(0, 5)).toEqual([
      'AUDIT SUMMARY',
      'ISSUES FOUND:',
      '  own:',
      '    Own: 0',
      '  Total of the 1 check that ran: none',
    ]);
  });

  it('promises nothing of what was left out or failed', () => {
    const lines = printedSummary(runResult([checkResult(0)], { leftOut }));
    expect(lines).toEqual(
      expect.arrayContaining([
        '  Approvals: not run',
        '  Statuses: 0',
        '  Total of the 1 check that ran: none',
        'Checks run: 1 of 2, in 1.00 s',
      ]),
    );
    expect(printedSummary(runResult([failed, info]))).toEqual(
      expect.arrayContaining(['  Statuses: not run', '  TOTAL ISSUES: none', '⚠️ The audit is incomplete: quest-status did not run.']),
    );
    expect(printedSummary(runResult([checkResult(0)]))).toContain('  TOTAL ISSUES: 0');
  });

  it('names synchronization checks in the order of their phases, each with its number', () => {
    const later = checkResult(1, {}, { id: 'a', phase: 9, summaryLabel: 'Later' });
    expect(printedSummary(runResult([later, checkResult(2)], { leftOut })).filter((each) => each.startsWith('  '))).toEqual([
      '  Approvals: not run',
      '  Statuses: 2',
      '  Later: 1',
      '  TOTAL ISSUES: 3',
    ]);
  });
});

describe('the verdict', () => {
  const line = (result: RunResult): string => printedSummary(result).at(-4) ?? '';
  const partly = { leftOut };
  it.each([
    ['healthy', runResult([checkResult(0)]), '✅ No data synchronization issues found. System is healthy!'],
    ['healthy, of some checks', runResult([checkResult(0)], partly), '✅ Nothing found by the 1 check that ran: quest-status.'],
    [
      'one acknowledged finding',
      runResult([checkResult(0, { acknowledged: 1 })]),
      '✅ No data synchronization issues found besides 1 finding that is acknowledged.',
    ],
    [
      'acknowledged findings',
      runResult([checkResult(0, { acknowledged: 2 })]),
      '✅ No data synchronization issues found besides 2 findings that are acknowledged.',
    ],
    [
      'acknowledged findings, of some checks',
      runResult([checkResult(0, { acknowledged: 2 })], partly),
      '✅ Nothing found by the 1 check that ran besides what is acknowledged: quest-status.',
    ],
    ['resolved', repaired([checkResult(2)], { verified: verified(0) }), '✅ All issues have been resolved!'],
    [
      'resolved, of some checks',
      runResult([checkResult(2)], { ...partly, mode: 'fix', repair: repairSummary({ verified: verified(0) }) }),
      '✅ Nothing remains of what the 1 check found that ran: quest-status.',
    ],
    ['notes', runResult([checkResult(0), info]), 'ℹ️ Nothing requires attention; 3 findings for information.'],
    ['nothing looked at', runResult([inapplicable]), '⚠️ Nothing was looked at: no check that was chosen applies.'],
    ['incomplete', runResult([checkResult(0), failed]), '⚠️ The audit is incomplete: quest-status did not run.'],
    ['issues', runResult([checkResult(2)]), 'Of these, 2 can be repaired automatically, 0 need a decision.'],
  ])('%s', (_what, result, expected) => {
    expect(line(result)).toBe(expected);
  });
});

describe('what findings ask for', () => {
  const other = (count: number, automatic: number | null) =>
    checkResult(count, { automatic }, { id: 'other', phase: null, summaryLabel: 'Others' });

  it.each([
    ['all of it known', [checkResult(3), other(2, 0)], 'Of these, 3 can be repaired automatically, 2 need a decision.'],
    ['one to decide', [checkResult(3), other(1, 0)], 'Of these, 3 can be repaired automatically, 1 needs a decision.'],
    [
      'some only counted',
      [checkResult(3), other(2, null)],
      'Of these, 3 can be repaired automatically, 0 need a decision; of the other 2, --detailed or a preview tells.',
    ],
    ['all only counted', [other(2, null)], 'How many of these can be repaired automatically, --detailed or a preview tells.'],
  ])('an audit says, %s', (_title, checks, sentence) => {
    const lines = printedSummary(runResult(checks));
    expect(lines[lines.findIndex((each) => each.includes('require attention')) + 1]).toBe(sentence);
  });

  it('a repair says of what is left, by check; not of notes, and nothing where nothing is left', () => {
    const left = [checkResult(3, { automatic: 1 }), other(1, 0), info, other(0, 0), checkResult(2, { automatic: null })];
    const lines = printedSummary(repaired([checkResult(9)], { verified: { checks: left, fixed: 4, appeared: 0 } }));
    const at = lines.indexOf('⚠️ 6 issues require attention.');
    expect(lines.slice(at - 1, at + 5)).toEqual([
      'REMAINING ISSUES: 6',
      '⚠️ 6 issues require attention.',
      '  Statuses: 3 (1 can be repaired automatically, 2 need a decision)',
      '  Others: 1 (1 needs a decision)',
      '  Statuses: 2 ("explain quest-status" tells why they were left)',
      '',
    ]);
  });

  it('the preview of an undo says what would be wrong again, and calls nothing healthy', () => {
    const undoes = { id: 'r', mode: 'fix', startedAt: '2026-01-02T03:04:05Z', operator: 'zoe@host', isNewest: true } as const;
    const preview = (over: { readonly fixed: number | null; readonly found: Readonly<Record<string, number | null>> | null }) =>
      printedSummary(
        repaired(
          [checkResult(0)],
          { preview: true, journaled: false, plan: { ...repairSummary().plan, undoes: { ...undoes, ...over } } },
          'undo',
        ),
      ).filter((each) => /undo|healthy|issue/.test(each));
    expect(preview({ fixed: 5, found: { 'quest-status': 4, other: 0, '\u001b[2J': 3, gone: null } })).toEqual([
      'The numbers above are those of before the undo.',
      'ℹ️ With the undo, the 5 issues that the repair fixed would return (before it, an audit had found 4 quest-status, 3 \\u001b[2J).',
      expect.stringContaining('Next:'),
    ]);
    expect(preview({ fixed: null, found: null })[0]).toBe('The numbers above are those of before the undo.');
    expect(preview({ fixed: null, found: null })).toHaveLength(2);
  });
});

describe('the next useful command', () => {
  const next = (result: RunResult, over: Partial<typeof target> = {}, limit: number | null = 0): string =>
    printedSummary(result, over, limit).at(-2) ?? '';
  const preview = { preview: true, journaled: false };
  const plan = repairSummary().plan;
  const own = checkResult(2, {}, { id: 'own', phase: null });

  it.each([
    ['a check that gave no answer', runResult([failed]), 'doctor D S   (tells what is missing and how to mend it)'],
    [
      'a repair that ended early',
      repaired([checkResult(2)], { stoppedBy: 'x' }),
      'doctor D S   (tells what is missing and how to mend it)',
    ],
    ['nothing that applies', runResult([inapplicable]), 'doctor D S   (tells what is missing and how to mend it)'],
    ['an undo', repaired([checkResult(2)], {}, 'undo'), 'show last C S   (the undo, change by change)'],
    [
      'an undo of nothing',
      repaired([checkResult(2)], { journaled: false, plan: { ...plan, changes: 0 } }, 'undo'),
      'runs C S   (what else could be undone)',
    ],
    ['an interrupted repair', repaired([checkResult(2)], { interrupted: true }), ' D S --user ann F B --fix-issues   (takes up the rest)'],
    [
      'a repair',
      repaired([checkResult(2)], { verified: verified(0) }),
      'undo last D S --dry-run   (what taking this repair back would do)',
    ],
    ['a plan', repaired([checkResult(2)], preview, 'dry-run'), ' D S --user ann F B --fix-issues   (makes these changes)'],
    [
      'a plan in a file',
      repaired([checkResult(2)], { ...preview, plan: { ...plan, file: '-my plan' } }, 'dry-run'),
      "apply './-my plan' D S F B   (makes these changes)",
    ],
    [
      'findings that are acknowledged',
      runResult([checkResult(0, { acknowledged: 1 })]),
      'acks D S F B   (what is acknowledged, by whom, why, until when)',
    ],
    ['nothing found', runResult([checkResult(0)]), 'checks D   (what is looked at; "explain ID" tells of one)'],
    [
      'a repair that could mend nothing',
      repaired([checkResult(2)], { journaled: false, plan: { ...plan, changes: 0 } }),
      'explain quest-status C   (what it means, how it came to be, what to do)',
    ],
    [
      'a repair that wrote nothing',
      repaired([checkResult(2)], { applied: NOTHING, conflicts: { entities: 1, changes: 1 } }),
      'explain quest-status C   (what it means, how it came to be, what to do)',
    ],
    ['findings that are counted', runResult([checkResult(2)]), 'audit D S --user ann F B --detailed   (lists every finding)'],
  ])('after %s', (_what, result, command) => {
    expect(next(result)).toBe(`Next: peerquest-audit${command.startsWith(' ') ? '' : ' '}${command}`);
  });

  it.each([
    [
      'findings',
      runResult([checkResult(0, {}, { id: 'first' }), checkResult(2)]),
      ' D S --user ann F B --fix-issues --dry-run   (what a repair would do; "explain quest-status" tells what it means)',
    ],
    ['findings that no repair knows of', runResult([own]), ' explain own C   (what it means, how it came to be, what to do)'],
  ])('after a list of %s', (_what, result, command) => {
    expect(next(result, {}, null)).toBe(`Next: peerquest-audit${command}`);
  });

  it('repeats the command of which a run was the preview', () => {
    expect(next(repaired([checkResult(2)], preview, 'dry-run'), { command: ' plan' })).toBe(
      'Next: peerquest-audit plan D S --user ann F B   (makes these changes)',
    );
  });
});

describe('what a repair came to', () => {
  const lines = (result: RunResult): readonly string[] => {
    const all = printedSummary(result);
    return all.slice(all.findIndex((each) => each.startsWith('Checks run:')) + 1, -4);
  };
  const RUN = 'Run: 00000000-0000-4000-8000-000000000001';
  const tally = (entities: number, changes = entities) => ({ entities, changes });

  it('stands apart from the list of changes', () => {
    expect(printedSummary(repaired([checkResult(2)]))[0]).toBe('');
    expect(printedSummary(repaired([checkResult(2)], {}, 'undo'))[0]).toBe('AUDIT SUMMARY');
  });

  it.each([
    [
      'everything made',
      repaired([checkResult(2)], { applied: tally(1, 3), verified: verified(1) }),
      ['Repair: 3 changes to 1 record made', RUN, 'ISSUES FIXED: 1', 'REMAINING ISSUES: 1', '⚠️ 1 issues require attention.'],
    ],
    [
      'some of it left',
      repaired([checkResult(2)], { applied: tally(2, 1), conflicts: tally(1), alreadyDone: tally(3), failed: tally(2) }),
      [
        'Repair: 1 change to 2 records made, 1 record skipped (changed or acknowledged since the plan), 3 records with nothing left to do, 2 records failed',
        RUN,
        'ISSUES FIXED: 0',
        'REMAINING ISSUES: 2',
        'Not verified: the numbers are those from before the repair.',
      ],
    ],
    [
      'all of it done before',
      repaired([checkResult(0)], { applied: NOTHING, alreadyDone: tally(1), journaled: false }),
      ['Repair: 0 changes to 0 records made, 1 record with nothing left to do', 'Nothing was changed: the plan has been applied already.'],
    ],
    ['a plan', repaired([checkResult(2)], { preview: true, journaled: false }, 'dry-run'), ['Plan: 1 change to 1 record']],
    [
      'an undo of which the records are not known',
      repaired(
        [checkResult(2)],
        { preview: true, journaled: false, plan: { ...repairSummary().plan, entities: null, changes: 4 } },
        'undo',
      ),
      ['Undo: 4 changes'],
    ],
    [
      'an undo with a conflict',
      repaired([checkResult(2)], { applied: tally(2), conflicts: tally(1) }, 'undo'),
      ['Undo: 2 changes to 2 records made, 1 record left alone (changed since: a conflict)', RUN],
    ],
    [
      'an undo that was made before',
      repaired([checkResult(2)], { applied: NOTHING, alreadyDone: tally(1), journaled: false }, 'undo'),
      ['Undo: 0 changes to 0 records made, 1 record with nothing left to do', 'Nothing was changed: the run is undone already.'],
    ],
    ['an undo of nothing', repaired([checkResult(2)], { journaled: false, plan: { ...repairSummary().plan, changes: 0 } }, 'undo'), []],
    [
      'an end before its time',
      repaired([checkResult(0)], { interrupted: true, stoppedBy: 'gone' }),
      [
        'Repair: 1 change to 1 record made',
        RUN,
        'Interrupted: what was begun is finished and journaled; run it again to take up the rest.',
        '❌ Stopped early: gone',
      ],
    ],
  ])('%s', (_what, result, expected) => {
    expect(lines(result)).toEqual(expected);
  });
});
