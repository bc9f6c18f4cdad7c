import { Readable } from 'node:stream';
import { redacted } from '../audit/index.ts';
import type { RecordedRun, Store } from '../history/index.ts';
import { PLAIN_REPORT, reporterOf, type Format } from '../report/index.ts';
import { replayRun } from '../service/index.ts';

/** Media types of reports, for those that have one of their own. */
const TYPES: Partial<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
  sarif: 'application/sarif+json; charset=utf-8',
  gitlab: 'application/json; charset=utf-8',
};

/** What a report is to a browser: a file, which is kept and not shown, whatever words of people it holds. */
export function reportHeaders(
  format: Format,
  run: RecordedRun,
): { readonly type: string; readonly headers: Readonly<Record<string, string>> } {
  const name = `run-${run.id.slice(0, 8)}.${reporterOf(format).extension}`;
  return { type: TYPES[format] ?? 'text/plain; charset=utf-8', headers: { 'content-disposition': `attachment; filename="${name}"` } };
}

/** A run of the history as a report, piece by piece: its memory does not grow with the findings, but where a form tells them at its end. */
export async function reportBody(store: Store, run: RecordedRun, format: Format, redact: boolean): Promise<Readable> {
  const reporter = reporterOf(format).create({ ...PLAIN_REPORT, limit: null });
  const events = redacted(replayRun(store, run), redact);
  if (reporter.head !== undefined) {
    // What stands first is known last.
    let text = '';
    for await (const event of events) text += reporter.write(event);
    return Readable.from([reporter.head(), text]);
  }
  async function* pieces(): AsyncGenerator<string> {
    for await (const event of events) {
      const text = reporter.write(event);
      if (text !== '') yield text;
    }
  }
  return Readable.from(pieces());
}
