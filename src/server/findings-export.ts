import { Readable } from 'node:stream';
import type { OpenFilter, OpenFinding, Store, Subject } from '../history/index.ts';
import { answerJson, csvOf, toJson } from '../report/index.ts';
import { openMembers, redactOpen, ruleIn } from '../service/index.ts';
import type { OpenDatabase } from './database-book.ts';
import type { Answer } from './route.ts';

/** The columns of the table: members of a finding, or members of these. */
const COLUMNS = [
  ...['check', 'name', 'fingerprint', 'cause', 'repair', 'user.id', 'user.username', 'quest.id', 'quest.title'],
  ...['sentence', 'headline', 'expected', 'actual', 'acknowledged', 'since', 'hasReturned', 'lookedAt'],
];

/** Open findings as a file, some hundred at a time: its memory does not grow with them. */
export function findingsExport(
  { history }: Store,
  subject: Subject,
  database: OpenDatabase,
  filter: OpenFilter,
  format: 'csv' | 'json',
): Answer {
  const ruleOf = ruleIn(database);
  async function* members(): AsyncGenerator<readonly object[]> {
    const told = (one: OpenFinding): object => openMembers(database.redact ? redactOpen(one) : one, ruleOf(one.check));
    for await (const page of history.open(subject, filter)) yield page.map(told);
  }
  const headers = { 'content-disposition': `attachment; filename="findings.${format}"` };
  return format === 'csv'
    ? { type: 'text/csv; charset=utf-8', headers, body: Readable.from(table(members())) }
    : { headers, body: Readable.from(list(subject, members())) };
}

async function* table(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  yield csvOf([COLUMNS]);
  for await (const page of pages) yield csvOf(page.map((one) => COLUMNS.map((column) => cell(one, column.split('.')))));
}

async function* list({ name, database }: Subject, pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  yield `${answerJson({ subject: { name, database } }).slice(0, -1)},"findings":[`;
  let between = '\n';
  for await (const page of pages) {
    for (const one of page) {
      yield between + toJson(one);
      between = ',\n';
    }
  }
  yield ']}\n';
}

/** What stands at the end of a path of members: a text, or JSON of what holds members itself. */
function cell(of: unknown, [member, ...rest]: readonly string[]): string {
  if (of === null || of === undefined) return '';
  if (member !== undefined) return cell((of as Readonly<Record<string, unknown>>)[member], rest);
  return typeof of === 'string' ? of : toJson(of);
}
