import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { line } from '../../src/model/index.ts';
import { change, checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

const rendered = (text: string): string => new MarkdownIt({ html: true, linkify: true }).render(text);

describe('Markdown', () => {
  it('is verdict, scope, table, and what each check found', () => {
    const [found, gap] = [checkResult(3), checkResult(null, {}, { id: 'gap' })];
    const text = reportOf('markdown', runResult([found, gap]), [...checkEvents(found, [finding()]), ...checkEvents(gap)]);
    expect(text).toBe(
      [
        ...['# PeerQuest Audit: 3 issues', '', '- Database: `db.sqlite3` (SQLite)', '- Scope: all users, 2 checks'],
        '- Run: audit `00000000-0000-4000-8000-000000000001`, 2026-01-02 03:04:05 UTC on `host`, with peerquest-audit 0.0.0, 1.00 s',
        ...[
          '',
          '| check | severity | findings |',
          '| --- | --- | --- |',
          '| `quest-status` | warning | 3 |',
          '| `gap` | warning | not run |',
        ],
        ...['', '## `quest-status`: 3 findings', '', 'Quest status. It holds.', '', '- Quest "`T`" (ID: `5`)', '  - Status: open'],
        ...['  - Finding: `quest-status:5`', '- … and 2 more, left out here'],
        ...['', '## Reasons', '', '- `gap`: `no SELECT on quests_quest`', ''],
      ].join('\n'),
    );
  });

  it('of a repair says what is left, what was found and what was changed', () => {
    const verified = { checks: [checkResult(1)], fixed: 1, appeared: 0 };
    const result = runResult([checkResult(2)], {
      mode: 'fix',
      repair: repairSummary({ verified }),
      leftOut: [checkSummary({ id: 'left' })],
    });
    const text = reportOf('markdown', result, [
      { type: 'changes', changes: [change({ status: 'applied' })] },
      { type: 'note', text: 'A note.' },
    ]);
    expect(text).toContain('# PeerQuest Audit: 1 change made, 1 issue left\n');
    expect(text).toContain('| `quest-status` | warning | 1 |\n| `left` | warning | left out |\n');
    expect(text).toContain('## `quest-status`: 2 findings, as the audit found them\n');
    expect(text).toContain('## Changes\n\n- applied: `Updated quest`\n\n## Notes\n\n- A note.\n');
  });

  it.each(['`', '``', '` ` `', ' x ', '   ', '', '|', '\\', '<b>'])('shows a value as it is: %j', (title) => {
    const found = checkResult(1);
    const text = reportOf('markdown', runResult([found]), checkEvents(found, [finding({ headline: line`<${title}>`, details: [] })]));
    const shown = title === '' ? ' ' : title.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(rendered(text)).toContain(`&lt;<code>${shown}</code>&gt;`);
  });

  it('fits a job summary, gives each check a share, and says what is left out', () => {
    const checks = ['first', 'second'].map((id) => checkResult(20_000, {}, { id }));
    const long = finding({ details: [line`${'é'.repeat(400)}`] });
    const text = reportOf('markdown', runResult(checks), checks.flatMap((check) => checkEvents(check, Array.from({ length: 20_000 }, () => long)))); // prettier-ignore
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text.match(/- … and \d+ more, left out here/g)).toHaveLength(2);
    expect(text.split('## `second`')[1]).toContain('- Quest');
  });
});
