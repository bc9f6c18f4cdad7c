import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { line, type AuditEvent, type CheckResult, type Finding, type RunResult } from '../../src/model/index.ts';
import { PLAIN_REPORT, reporterOf } from '../../src/report/index.ts';
import { change, checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, repairSummary, runResult } from '../support/run-results.ts';

/** What stands between tags. */
const textOf = (page: string): string =>
  page
    .replace(/<(style|script)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, '|')
    .replace(/\|[|\s]*/g, '|');
const many = (count: number, over: (index: number) => Partial<Finding> = () => ({})): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => finding({ fingerprint: `f${index}`, headline: line`person ${index}`, ...over(index) }));

/** The lines that are packed behind a page, by list. */
function packedIn(page: string): Readonly<Record<string, readonly string[]>> {
  const packed: Record<string, string[]> = {};
  for (const [, of = '', text = ''] of page.matchAll(/<script type="text\/plain" class="rest" data-of="([^"]*)">([^<]*)</g)) {
    (packed[of] ??= []).push(...inflateRawSync(Buffer.from(text, 'base64')).toString().split('\n'));
  }
  return packed;
}

/** A repair of these findings after which these are still there. */
function repaired(
  findings: readonly Finding[],
  left: readonly string[],
): { readonly result: RunResult; readonly events: readonly AuditEvent[] } {
  const before = checkResult(findings.length);
  const after: CheckResult = checkResult(left.length);
  const { check } = before;
  const repair = repairSummary({ verified: { checks: [after], fixed: findings.length - left.length, appeared: 0 } });
  const still = left.map((fingerprint) => ({ check: check.id, fingerprint, key: {}, cause: null }));
  const events: readonly AuditEvent[] = [
    ...checkEvents(before, findings),
    { type: 'plan-made', plan: repair.plan },
    { type: 'changes', changes: [change({ status: 'applied', before: { status: 'open' }, after: { status: 'in-progress' } })] },
    { type: 'verification-started' },
    { type: 'still-there', check, acknowledged: false, findings: still },
  ];
  return { result: runResult([before], { mode: 'fix', repair }), events };
}

describe('the page', () => {
  it('says first how it stands, and what was looked at', () => {
    const result = checkResult(1);
    const text = textOf(reportOf('html', runResult([result]), checkEvents(result, [finding()])));
    expect(text).toContain('|1 issue requires attention|');
    expect(text.indexOf('requires attention')).toBeLessThan(text.indexOf('What was looked at'));
    expect(text).toContain('|Database|db.sqlite3, SQLite|Scope|all users, 1 check|');
    expect(text).toContain('2 Jan 2026, 03:04 UTC');
    expect(text).toContain('|It holds. It matters.|What to do:|Look.|');
    expect(text).toContain('|status|in-progress|status|open|');
  });

  it('never takes what did not run for healthy', () => {
    const text = textOf(reportOf('html', runResult([checkResult(null)]), []));
    expect(text).toContain('|The audit is incomplete|');
    expect(text).toContain('could not run: no SELECT on quests_quest');
    expect(text).toContain('0 of 1 check ran;');
  });

  it('says what was only counted, and what a limit left out', () => {
    const result = checkResult(3);
    expect(textOf(reportOf('html', runResult([result]), checkEvents(result)))).toContain('Not listed: the run only counted them.');
    expect(textOf(reportOf('html', runResult([result]), checkEvents(result, many(2))))).toContain('1 more are not listed (raise --limit).');
  });

  it('says of each finding whether a repair has fixed it, also of those that are packed', () => {
    const { result, events } = repaired(many(201), ['f1', 'f200']);
    const page = reportOf('html', result, events);
    expect(textOf(page).match(/\|Fixed(?=\|)/g)).toHaveLength(199);
    expect(packedIn(page)['still']).toEqual(['"f1"', '"f200"']);
    expect(textOf(page)).toContain('|199 fixed|2 remain|');
    expect(textOf(page)).toContain('|update|Updated quest|quests_quest 5|Before|After|status|open|in-progress|');
  });

  it('holds the first 200 findings of a check, and packs the others, those that are acknowledged last', () => {
    const result = checkResult(250, { acknowledged: 201 });
    const acknowledgement = { standing: 'holds', by: 'zoe', on: '2026-01-02', until: null, reason: 'known' } as const;
    const events = checkEvents(
      result,
      many(250),
      many(201, (index) => ({ headline: line`known ${index}`, acknowledgement })),
    );
    const page = reportOf('html', runResult([result]), events);
    expect(page.match(/<tr role="row" >/g)).toHaveLength(400);
    const rows = packedIn(page)['quest-status']?.map((row) => (JSON.parse(row) as [string])[0]);
    expect(rows).toEqual([...Array.from({ length: 50 }, (_, index) => `person ${index + 200}`), 'known 200']);
    expect(textOf(page)).toContain('51 more are drawn as you scroll');
  });
});

describe('what a page has no room for', () => {
  const COUNT = 100_010;
  /** The page of more findings than it holds, with what goes into the table beside it. */
  function overfull(beside: string | null): { readonly page: string; readonly table: string } {
    const reporter = reporterOf('html').create({ ...PLAIN_REPORT, beside });
    const result = checkResult(COUNT);
    const { check } = result;
    let written =
      reporter.write({ type: 'run-started', run: runResult([result]).start }) + reporter.write({ type: 'check-started', check, index: 0 });
    let table = '';
    for (let from = 0; from < COUNT; from += 10) {
      written += reporter.write({ type: 'findings', check, findings: many(10, (index) => ({ headline: line`person ${from + index}` })) });
      table += reporter.overflow?.() ?? '';
    }
    written += reporter.write({ type: 'check-finished', result }) + reporter.write({ type: 'run-finished', result: runResult([result]) });
    return { page: (reporter.head?.() ?? '') + written, table };
  }

  it('goes into a table beside it, and the page says where', () => {
    const { page, table } = overfull('audit-rest.csv');
    expect(page.length).toBeLessThan(25_000_000);
    expect(packedIn(page)['quest-status']).toHaveLength(99_800);
    expect(textOf(page)).toContain('This page has no room for 10 more findings. They are in |audit-rest.csv|, in the same folder.');
    const lines = table.trimEnd().split('\r\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^check,group,/);
    expect(lines.at(-1)).toContain('person 100009');
  });

  it('is left out where there is no place beside it, and the page says so', () => {
    expect(textOf(overfull(null).page)).toContain('no room for 10 more findings. Write the report to a file');
  });
});

describe('page-parts.ts', () => {
  it('is made of the sources of today (node scripts/report-page.mjs)', async () => {
    const { pageParts } = (await import(new URL('../../scripts/report-page.mjs', import.meta.url).href)) as {
      readonly pageParts: () => string;
    };
    expect(readFileSync(new URL('../../src/report/html/page-parts.ts', import.meta.url), 'utf8') === pageParts()).toBe(true);
  });
});
