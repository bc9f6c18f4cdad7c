import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/report/index.ts';
import type { Slowness } from '../../src/model/index.ts';
import { slownessLine } from '../../src/report/slowness-line.ts';
import { reportOf } from '../support/report-of.ts';
import { checkResult, runResult } from '../support/run-results.ts';
import { VALIDATORS } from '../support/valid-reports.ts';

const check = (name: string) => ({ check: name, durationMs: 8000, medianMs: 900 });
const WHOLE: Slowness = { runs: 10, run: { durationMs: 65_000, medianMs: 4000 }, checks: [] };
const told = (format: Format, slower: Slowness | null): string =>
  reportOf(format, { ...runResult([checkResult(0)]), past: { upTo: 12, slower, trend: null } }, []);

describe('what is slower than before', () => {
  it('is a sentence', () => {
    expect(slownessLine(WHOLE)).toBe('Slower than before: the run took 1 min 5 s, the last 10 comparable runs 4.00 s (median).');
    expect(slownessLine({ ...WHOLE, checks: [check('one')] })).toMatch(/ 4\.00 s \(median\); one took 8\.00 s instead of 900 ms\.$/);
    expect(slownessLine({ runs: 3, run: null, checks: ['a', 'b', 'c', 'd', 'e'].map(check) })).toBe(
      'Slower than before: a took 8.00 s instead of 900 ms, b took 8.00 s instead of 900 ms, c took 8.00 s instead of 900 ms, 2 more checks took longer, too (median of the last 3 comparable runs).',
    );
    expect(slownessLine({ runs: 3, run: null, checks: [check('a\u001b[2J')] })).toContain('a\\u001b[2J');
  });

  it.each(['text', 'markdown', 'html'] as const)('stands in %s', (format) => {
    expect(told(format, WHOLE)).toContain('Slower than before: the run took 1 min 5 s');
    expect(told(format, null)).not.toContain('Slower than before');
  });

  it('stands after the verdict, which it leaves as it is, and on a healthy run nothing looks like an issue', () => {
    const lines = told('text', WHOLE).split('\n');
    const at = lines.findIndex((each) => each.startsWith('Note: Slower than before'));
    expect(lines[at - 1]).toMatch(/^✅ /);
    expect(lines.join('\n')).not.toMatch(/❌|⚠️/);
  });

  it('is a member of JSON, as the schema has it', async () => {
    const report = told('json', WHOLE);
    expect((JSON.parse(report) as { run: { slower: unknown } }).run.slower).toEqual(WHOLE);
    expect(await VALIDATORS.json(report)).toEqual([]);
    expect((JSON.parse(told('json', null)) as { run: { slower: unknown } }).run.slower).toBeNull();
    expect(await VALIDATORS.ndjson(told('ndjson', WHOLE))).toEqual([]);
  });
});
