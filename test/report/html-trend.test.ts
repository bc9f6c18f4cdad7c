import { describe, expect, it } from 'vitest';
import type { Trend } from '../../src/model/index.ts';
import { madeTrend, type MadePoint } from '../support/made-trend.ts';
import { reportOf } from '../support/report-of.ts';
import { checkResult, runResult } from '../support/run-results.ts';

const page = (trend: Trend | null): string =>
  reportOf('html', { ...runResult([checkResult(0)]), past: { upTo: 1, slower: null, trend } }, []);
const of = (...points: readonly MadePoint[]): string => page(madeTrend(points));
const chart = (text: string): string => /<svg class="chart wide".*?<\/svg>/s.exec(text)?.[0] ?? '';
const edges = (text: string): readonly string[] =>
  [...chart(text).matchAll(/class="edge (e-\w+)" d="([^"]*)"/g)].map(([, kind, d]) => `${kind} ${d}`);

describe('the trend of a page', () => {
  it('is steps, the gravest at the base, with what is open now beside it', () => {
    const text = of([1, 0, 30], [11, 30, 30]);
    for (const edge of edges(text)) expect(edge).toMatch(/^e-\w+ M30 [\d.]+V[\d.]+H\d+V[\d.]+H882$/);
    const [critical = '', warning = ''] = edges(text);
    const y = (edge: string) => [...edge.matchAll(/V([\d.]+)/g)].map(([, at]) => Number(at));
    expect(y(critical)[0]).toBe(178);
    expect(y(critical)[1]).toBeCloseTo(y(warning)[0] ?? 0, 1);
    expect(y(warning)[1]).toBeLessThan(y(warning)[0] ?? 0);
    expect(chart(text)).toMatch(/>30 warning<.*>30 critical<|>30 critical<.*>30 warning</);
  });

  it('says in words what it shows, and as a table', () => {
    const text = of([1, 3, 4], [5, null, 4], [11, 1, 4]);
    expect(chart(text)).toContain(
      'aria-label="Open findings in 3 runs, 1 Jan 2026 to 11 Jan 2026. Highest 7 on 1 Jan 2026. Now: 5 (1 critical, 4 warning). Not known at 1 run."',
    );
    expect(text).toMatch(/<summary>As a table<\/summary>.*<td class="num">not known<\/td>/s);
  });

  it('hatches what nobody knows, and draws nothing there', () => {
    const text = of([1, 3, 4], [5, null, 4], [11, 1, 4]);
    expect(chart(text).match(/<rect /g)).toHaveLength(1);
    expect(edges(text)).toHaveLength(4);
    expect(chart(of([1, 3, 4], [5, null, 4]))).toContain('>not known<');
  });

  it('marks repairs and undos, with a word where there is room', () => {
    const text = chart(of([1, 3, 4], [10, 0, 4, 'fix'], [11, 0, 4, 'fix'], [60, 3, 4, 'undo'], [61, 3, 4]));
    expect(text.match(/class="mk"/g)).toHaveLength(3);
    expect(text.match(/>repair</g)).toHaveLength(1);
    expect(text.match(/>undo</g)).toHaveLength(1);
  });

  it('is known to be nothing where nothing is open', () => {
    expect(chart(of([1, 0, 0], [2, 0, 0]))).toContain('>none<');
  });

  it('stays small, however many runs there are', () => {
    const points = Array.from({ length: 2000 }, (_, index): MadePoint => [index, index % 7, index % 5]);
    expect(of(...points).length - of([1, 1, 1]).length).toBeLessThan(60_000);
    expect(of(...points)).toContain('and 1,950 runs before these');
  });

  it('is a quiet line where there is nothing to draw', () => {
    for (const text of [page(null), of([1, 1, 1]), reportOf('html', runResult([checkResult(0)]), [])]) {
      expect(text).toContain('There is no trend: no run before this one is kept.');
      expect(chart(text)).toBe('');
    }
    const result = runResult([checkResult(0)]);
    expect(reportOf('html', { ...result, start: { ...result.start, user: { id: 'x', username: 'ann' } } }, [])).toContain(
      'it tells of all users',
    );
  });
});
