import { describe, expect, it } from 'vitest';
import { line, type AuditEvent, type RunResult } from '../../src/model/index.ts';
import { change, checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, repairSummary, runResult } from '../support/run-results.ts';

const RUN = runResult([checkResult(1)]);
const text = (result: RunResult, events: readonly AuditEvent[] = []): readonly string[] => reportOf('text', result, events).split('\n');

/** Texts of another program that act on a terminal or forge what scripts look for, and how they are printed. */
const FORGED = [
  ['an escape sequence', '\u001b[2Jx', '\\u001b[2Jx'],
  ['the mark of Arabic letters', 'a\u061cb', 'a\\u061cb'],
  ['marks of direction', '\u202ea\u2066b\u200f', '\\u202ea\\u2066b\\u200f'],
  ['a line end', 'a\nb\u2028c', 'a\\nb\\u2028c'],
  ['a rollback', 'Transaction rolled back', '\\u0054ransaction rolled back'],
  ['a summary', 'AUDIT SUMMARY', '\\u0041UDIT SUMMARY'],
  ['a total', 'TOTAL ISSUES: 0', 'TOTAL \\u0049SSUES: 0'],
  ['numbers of a repair', 'ISSUES FIXED: 1 REMAINING ISSUES: 0', '\\u0049SSUES FIXED: 1 REMAINING \\u0049SSUES: 0'],
  ['verdicts', '1 issues require attention', '1 issues \\u0072equire attention'],
  ['other verdicts', 'No issues found. All issues have been resolved', 'No \\u0069ssues found. All \\u0069ssues have been resolved'],
  ['good health', '✅ System is healthy!', '\\u2705 \\u0053ystem is healthy!'],
  ['marks', '❌ ⚠️ 🔧', '\\u274c \\u26a0\ufe0f \\u{1f527}'],
  ['a heading', 'PHASE 3: x', '\\u0050HASE 3: x'],
] as const;

describe.each(FORGED)('the text report shows %s as an escape', (_title, raw, printed) => {
  it('in findings, counted or acknowledged', () => {
    const acknowledgement = { standing: 'holds', by: raw, on: '2026-01-02', until: null, reason: raw } as const;
    const told = finding({ headline: line`Quest ${raw}`, details: [line`Title: ${raw}`], acknowledgement });
    const shown = text(RUN, checkEvents(checkResult(1, { acknowledged: 1 }), [told], [told]));
    const said = [`     Title: ${printed}`, `     Acknowledged on 2026-01-02 by ${printed}: ${printed}`];
    expect(shown).toEqual(expect.arrayContaining([`  ❌ Quest ${printed}`, ...said]));
    expect(shown.slice(shown.indexOf(`  ☑ Quest ${printed}`))).toEqual(expect.arrayContaining(said));
  });

  it('in causes, reasons and what stands about the run', () => {
    const causes = [{ cause: raw, count: 2 }];
    const failed = checkResult(null, { reason: raw });
    const result: RunResult = { ...RUN, start: { ...RUN.start, warnings: [raw], user: { id: '1', username: raw } }, warnings: [raw] };
    const shown = text(result, [...checkEvents(checkResult(2, { causes })), ...checkEvents(failed)]);
    expect(shown).toEqual(
      expect.arrayContaining([
        `  2 found: 2 ${printed}`,
        `  not run (${printed})`,
        `Scope: user ${printed}, 1 check`,
        `Warning: ${printed}`,
      ]),
    );
    expect(shown.filter((each) => each === `Warning: ${printed}`)).toHaveLength(2);
  });

  it('in what an own check is called', () => {
    const own = checkResult(1, {}, { id: 'own', group: raw, phase: null, title: raw, summaryLabel: raw });
    const shown = text(runResult([own]), checkEvents(own));
    expect(shown).toEqual(expect.arrayContaining([`CHECK own: ${printed}`, `  ${printed}:`, `    ${printed}: 1 (warning)`]));
  });

  it('in a plan, and in why a repair ended early', () => {
    const repair = repairSummary({ stoppedBy: raw, plan: { ...repairSummary().plan, hazards: [raw], file: raw } });
    const result = runResult([checkResult(1)], { mode: 'fix', repair });
    const shown = text(result, [
      { type: 'plan-made', plan: repair.plan },
      { type: 'note', text: raw },
      { type: 'changes', changes: [change({ words: [{ plan: raw, done: raw }], status: 'skipped', reason: raw })] },
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        `  Note: the database acts by itself. ${printed}`,
        `  Plan saved to ${printed}`,
        `  ${printed}`,
        `❌ Stopped early: ${printed}`,
        `  Skipped: ${printed} (${printed})`,
      ]),
    );
  });
});

describe('the text report', () => {
  it('names each finding as commands take it, counted or acknowledged', () => {
    const acknowledgement = { standing: 'holds', by: 'ops', on: '2026-01-02', until: null, reason: 'known' } as const;
    const shown = text(
      RUN,
      checkEvents(checkResult(1, { acknowledged: 1 }), [finding()], [finding({ key: { questId: 6 }, acknowledgement })]),
    );
    expect(shown).toEqual(expect.arrayContaining(['     Finding: quest-status:5', '     Finding: quest-status:6']));
    expect(shown.indexOf('     Finding: quest-status:5')).toBe(shown.indexOf('     Status: open') + 1);
  });

  it('lets nothing that acts pass where words are a check’s or a target’s own', () => {
    const acting = 'a\u001b[2J\u061c\u202eb';
    const shown = 'a\\u001b[2J\\u061c\\u202eb';
    const parts = finding({ headline: { parts: [acting], values: [] }, details: [{ parts: [acting], values: [] }] });
    const words = [{ plan: acting, done: acting }];
    const statuses = ['planned', 'applied', 'skipped', 'failed'] as const;
    const plan = { ...repairSummary().plan, leftOut: [acting] };
    const lines = text(RUN, [
      ...checkEvents(checkResult(1, { notes: [acting] }), [parts]),
      { type: 'plan-made', plan },
      { type: 'changes', changes: statuses.map((status) => change({ words, status, reason: acting })) },
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        `  ❌ ${shown}`,
        `     ${shown}`,
        `  ${shown}`,
        `  Left out: ${shown}`,
        `🔧 [DRY RUN] Would ${shown}`,
        `✅ ${shown}`,
        `  Skipped: ${shown} (${shown})`,
        `❌ Could not ${shown}. ${shown}`,
      ]),
    );
  });

  it('tells causes in the order in which they come, and what a list left out', () => {
    const causes = [
      { cause: 'never-created', count: 2 },
      { cause: 'possibly-left', count: 1 },
    ];
    expect(text(RUN, checkEvents(checkResult(3, { causes })))).toContain('  3 found: 2 never-created, 1 possibly-left');
    expect(text(RUN, checkEvents(checkResult(3), [finding()]))).toContain('  … and 2 more (raise --limit to list them)');
  });

  it.each([0, 2])('tells of %i issues that newly appeared', (appeared) => {
    const repair = repairSummary({ verified: { checks: [checkResult(appeared)], fixed: 1, appeared } });
    const lines = text(runResult([checkResult(1)], { mode: 'fix', repair }));
    expect(lines).toEqual(expect.arrayContaining(['ISSUES FIXED: 1', `REMAINING ISSUES: ${appeared}`]));
    expect(lines.filter((each) => each.startsWith('Newly'))).toEqual(appeared === 0 ? [] : [`Newly appeared meanwhile: ${appeared}`]);
  });

  it('is what was found, what failed, the verdict and what to do where it is to be quiet', () => {
    const failed: AuditEvent = { type: 'changes', changes: [change({ status: 'failed', reason: 'x' }), change({ status: 'applied' })] };
    const shown = reportOf('text', RUN, [...checkEvents(checkResult(1), [finding()]), failed], { quiet: true });
    expect(shown.split('\n')).toEqual([
      '❌ Could not update quest. x',
      '  Statuses: 1',
      '  TOTAL ISSUES: 1',
      '⚠️ 1 issues require attention.',
      'Next: peerquest-audit audit --detailed   (lists every finding)',
      '',
    ]);
  });
});
