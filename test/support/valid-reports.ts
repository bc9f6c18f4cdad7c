import { readFileSync } from 'node:fs';
import { Validator, type Schema } from '@cfworker/json-schema';
import { parse } from 'csv-parse/sync';
import type { Format } from '../../src/report/index.ts';
import { RAW } from './hostile-text.ts';

/** Says what is wrong with a report of one kind, as the programs that read such reports see it; nothing where they take it. */
type Validate = (report: string) => readonly string[] | Promise<readonly string[]>;

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function bySchema(path: string, draft: '4' | '2020-12'): (value: unknown) => readonly string[] {
  const validator = new Validator(JSON.parse(read(path)) as Schema, draft, false);
  return (value) => validator.validate(value).errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

const validReport = bySchema('docs/schema/report.schema.json', '2020-12');
const validEvent = bySchema('docs/schema/event.schema.json', '2020-12');

const linesOf = (report: string): readonly string[] => (report.endsWith('\n') ? report.slice(0, -1).split('\n') : ['no line end']);

/** For each kind of report, what reads it. */
export const VALIDATORS: Readonly<Record<Format, Validate>> = {
  text: (report) => (RAW.test(report) ? ['something in it acts on a terminal'] : []),
  json: (report) => validReport(JSON.parse(report)),
  ndjson: (report) => linesOf(report).flatMap((line) => validEvent(JSON.parse(line))),
  csv: (report) => {
    const records: readonly (readonly string[])[] = parse(report, { record_delimiter: '\r\n' });
    return records.flat().filter((cell) => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell));
  },
};
