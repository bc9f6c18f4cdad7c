import { describe, expect, it } from 'vitest';
import type { Finding, RunResult } from '../../src/model/index.ts';
import { checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, runResult } from '../support/run-results.ts';

/** Findings of that many minutes of one hour, and a few of the years before. */
function dated(burst: number): readonly Finding[] {
  const times = [
    ...['2023-02-01T08:00:00Z', '2024-05-06T07:00:00Z'],
    ...Array.from({ length: burst }, (_, minute) => `2025-07-01T13:${String(minute).padStart(2, '0')}:00Z`),
  ];
  return times.map((at, index) => finding({ fingerprint: `f${index}`, key: { questId: index }, actual: { approvedAt: at } }));
}

function run(count: number, user: RunResult['start']['user'] = null): RunResult {
  const { start, ...ended } = runResult([checkResult(count)]);
  const checks = start.checks.map((rule) => ({ ...rule, dated: 'approvedAt' }));
  return { ...ended, start: { ...start, checks, user }, datedRows: [{ check: 'quest-status', rows: { '2025-07-01T13': 10 } }] };
}

const of = (format: 'html' | 'markdown', result: RunResult, findings: readonly Finding[]): string =>
  reportOf(format, result, checkEvents(checkResult(findings.length), findings));

describe('findings that date from one burst', () => {
  it('are told as one, with span, size, checks and share', () => {
    expect(of('markdown', run(10), dated(8))).toContain(
      '## Incidents\n\n- 8 findings date from one burst, 2025-07-01 13:00 to 2025-07-01 13:07 UTC: 8 `quest-status` (80 % of that hour’s rows)\n',
    );
    const page = of('html', run(10), dated(8));
    expect(page).toContain('8 findings date from one burst: <time datetime="2025-07-01T13:00:00.000Z"');
    expect(page).toContain('8 findings of <a class="q" href="#check-quest-status">Quest status</a>, 80 % of that hour’s rows');
  });

  it('are no incident where they are few, only some were listed, or one person’s', () => {
    for (const [result, findings] of [
      [run(4), dated(2)],
      [run(11), dated(8)],
      [run(10, { id: 'u', username: 'ann' }), dated(8)],
    ] as const) {
      expect(of('markdown', result, findings)).not.toContain('Incidents');
      expect(of('html', result, findings)).not.toContain('id="incidents"');
    }
  });
});
