import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { line, type Finding } from '../../src/model/index.ts';
import { hostileTexts, RAW } from '../support/hostile-text.ts';
import { checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, runResult } from '../support/run-results.ts';

const csvOf = (findings: readonly Finding[], acknowledged: readonly Finding[] = []): string => {
  const result = checkResult(findings.length);
  return reportOf('csv', runResult([result]), checkEvents(result, findings, acknowledged));
};
/** As a strict reader takes it: every record ends with CRLF and has all columns, and no quote stands inside a bare cell. */
const read = (text: string): readonly Record<string, string>[] => parse(text, { columns: true, record_delimiter: '\r\n' });

describe('the table of findings', () => {
  it('has a row for each, those that are acknowledged last, and the same columns in all', () => {
    const acknowledgement = { standing: 'holds', by: 'zoe', on: '2026-01-02', until: null, reason: 'known, "so far"' } as const;
    const told = finding({ user: { id: 'u1', username: 'ann' }, cause: 'left', details: [line`Status: ${'open'}`, line`Second`] });
    expect(read(csvOf([told], [finding({ acknowledgement })]))).toEqual([
      {
        ...{ check: 'quest-status', group: 'sync', severity: 'warning', finding: 'quest-status:5', fingerprint: '00', cause: 'left' },
        ...{
          repair: 'automatic',
          user_id: 'u1',
          username: 'ann',
          quest_id: '5',
          quest_title: 'T',
          headline: 'Quest "T" (ID: 5)',
          sentence: 'Quest "T" (ID: 5)',
        },
        ...{ details: 'Status: open; Second', expected: '{"status":"in-progress"}', actual: '{"status":"open"}', acknowledgement: '' },
        ...{ acknowledged_by: '', acknowledged_on: '', acknowledged_until: '', acknowledged_reason: '' },
      },
      expect.objectContaining({ acknowledgement: 'holds', acknowledged_by: 'zoe', acknowledged_reason: 'known, "so far"' }),
    ]);
  });

  it('is the head alone where nothing was found', () => {
    expect(csvOf([])).toMatch(/^check,group,severity,[a-z_,]+\r\n$/);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1'])('holds no formula: %s', (title) => {
    expect(read(csvOf([finding({ quest: { id: 5, title } })]))[0]?.['quest_title']).toBe(`'${title}`);
  });

  it('has one line for each finding, and nothing that acts, whatever names hold', () => {
    const texts = [...hostileTexts(200, '/tmp/proof'), '\ud800', '\u0000', 'a"b,c\r\nd', '\t=1', '\r=1'];
    const text = csvOf(texts.map((title) => finding({ quest: { id: 5, title }, headline: line`${title}`, cause: title })));
    expect(text.replaceAll('\r\n', '')).not.toMatch(RAW);
    expect(text.split('\r\n')).toHaveLength(texts.length + 2);
    const records = read(text);
    expect(records).toHaveLength(texts.length);
    for (const cell of records.flatMap((record) => Object.values(record))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});
