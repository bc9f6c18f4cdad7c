import { stringify } from 'csv-stringify/sync';
import {
  nameOfFinding,
  renderLine,
  sentencesOf,
  withoutControls,
  type AuditEvent,
  type CheckSummary,
  type Finding,
  type Line,
} from '../model/index.ts';
import { toJson } from './json.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';

/** The columns, in their order, with what a finding says in each: a new one comes at the end. */
const COLUMNS: Readonly<Record<string, (finding: Finding, check: CheckSummary, sentence: Line) => string | number | null | undefined>> = {
  check: ({ check }) => check,
  group: (_, { group }) => group,
  severity: (_, { severity }) => severity,
  finding: nameOfFinding,
  fingerprint: ({ fingerprint }) => fingerprint,
  cause: ({ cause }) => cause,
  repair: ({ repair }) => repair,
  user_id: ({ user }) => user?.id,
  username: ({ user }) => user?.username,
  quest_id: ({ quest }) => quest?.id,
  quest_title: ({ quest }) => quest?.title,
  headline: ({ headline }) => renderLine(headline, String),
  details: ({ details }) => details.map((detail) => renderLine(detail, String)).join('; '),
  expected: ({ expected }) => toJson(expected),
  actual: ({ actual }) => toJson(actual),
  acknowledgement: ({ acknowledgement }) => acknowledgement?.standing,
  acknowledged_by: ({ acknowledgement }) => acknowledgement?.by,
  acknowledged_on: ({ acknowledgement }) => acknowledgement?.on,
  acknowledged_until: ({ acknowledgement }) => acknowledgement?.until,
  acknowledged_reason: ({ acknowledgement }) => acknowledgement?.reason,
  sentence: (_, __, sentence) => renderLine(sentence, String),
};

/**
 * A table of the findings (RFC 4180), a row for each, for spreadsheets and for programs. Those of a check that are acknowledged stand after
 * the others. What acts on a terminal is shown as an escape, so that a row is one line; what a spreadsheet would take for a formula begins
 * with an apostrophe.
 */
export const csv = defineReporter({ ...formOf('csv'), create: csvReporter });

function csvReporter({ limit }: ReportOptions): Reporter {
  let acknowledged = '';
  let sentenceOf = sentencesOf([]);
  const rowsOf = (findings: readonly Finding[], check: CheckSummary): string =>
    csvOf(findings.map((finding) => cellsOf(finding, check, sentenceOf(finding))));
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started':
          sentenceOf = sentencesOf(event.run.checks);
          return csvOf([Object.keys(COLUMNS)]);
        case 'findings':
          return rowsOf(event.findings, event.check);
        case 'acknowledged':
          acknowledged += rowsOf(event.findings, event.check);
          return '';
        case 'check-finished': {
          const text = acknowledged;
          acknowledged = '';
          return text;
        }
        default:
          return '';
      }
    },
  };
}

function cellsOf(finding: Finding, check: CheckSummary, sentence: Line): string[] {
  return Object.values(COLUMNS).map((cell) => String(cell(finding, check, sentence) ?? ''));
}

/** Rows of such a table, whatever their cells hold. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((cells) => cells.map(withoutControls)),
    { record_delimiter: 'windows', escape_formulas: true },
  );
}
