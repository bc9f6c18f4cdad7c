import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Validator, type Schema } from '@cfworker/json-schema';
import { parse } from 'csv-parse/sync';
import MarkdownIt from 'markdown-it';
import type { Log } from 'sarif';
import { validateXML } from 'xmllint-wasm';
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

const validSarif = bySchema('test/fixtures/schemas/sarif-2.1.0-rtm.5.json', '4');
const JUNIT = read('test/fixtures/schemas/jenkins-junit.xsd');

/** What GitHub asks of SARIF beyond the schema, and that each result leads to a rule. */
function sarifFaults({ runs }: Log): readonly string[] {
  return runs.flatMap(({ tool, results = [] }) => {
    const rules = new Set(tool.driver.rules?.map(({ id }) => id));
    const hashes = results.map(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash']);
    return [
      ...(results.length > 25_000 ? ['too many results'] : []),
      ...(new Set(hashes).size < results.length || hashes.includes(undefined) ? ['results that cannot be told apart'] : []),
      ...results.flatMap(({ ruleId = '', locations = [] }) => [
        ...(rules.has(ruleId) ? [] : [`no rule ${ruleId}`]),
        ...(locations[0]?.physicalLocation?.artifactLocation?.uri === undefined ? ['no file'] : []),
      ]),
    ];
  });
}

/** What GitLab needs of an entry. */
const validGitlab = new Validator(
  {
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', minLength: 1 },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^./][^\\s]*$' },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer' } } },
          },
        },
      },
    },
  },
  '2020-12',
);

/** Reads workflow commands as GitHub's runner does: what is no command would be a line of the log. */
function commandFaults(report: string): readonly string[] {
  const commands = linesOf(report).map((line) => /^::(error|warning|notice) title=([^:,]*)::(.*)$/.exec(line)?.slice(1) ?? [line]);
  const kinds = commands.map(([kind]) => kind);
  return [
    ...commands.filter(({ length }) => length === 1).map(([line]) => `no command: ${line ?? ''}`),
    ...['error', 'warning', 'notice']
      .filter((kind) => kinds.filter((each) => each === kind).length > 10)
      .map((kind) => `too many: ${kind}`),
    ...commands.flatMap(([, ...texts]) => texts.filter((text) => /%(?!25|0D|0A|3A|2C)/.test(text))),
  ];
}

/** As much as any page does with Markdown: HTML passes, and what looks like an address becomes a link. */
const PAGE = new MarkdownIt({ html: true, linkify: true });
/** All that the report is made of. */
const MADE_OF =
  /^(?:inline|text|softbreak|code_inline|(?:heading|paragraph|bullet_list|list_item|table|thead|tbody|tr|th|td)_(?:open|close))$/;

/** What in Markdown came from a database: HTML, links, pictures, emphasis, anything but text and code. */
function markdownFaults(report: string): readonly string[] {
  const tokens = PAGE.parse(report, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const rows = tokens.filter(({ type }) => type === 'tr_open').length;
  return [
    ...tokens.filter(({ type }) => !MADE_OF.test(type)).map(({ type, content }) => `${type}: ${content}`),
    ...(tokens.filter(({ type }) => /^t[hd]_open$/.test(type)).length === rows * 3 ? [] : ['a row of the table has other cells']),
    ...(Buffer.byteLength(report) > 1_000_000 ? ['larger than a job summary'] : []),
  ];
}

/** What promtool says; Prometheus' own reader of such files. */
function metricFaults(report: string): readonly string[] {
  const { status, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: report, encoding: 'utf8' });
  if (error !== undefined && process.env['CI'] !== 'true') return [];
  return status === 0 && stderr === '' ? [] : [error?.message ?? stderr];
}

const linesOf = (report: string): readonly string[] => (report.endsWith('\n') ? report.slice(0, -1).split('\n') : ['no line end']);

/** The elements of a page, and those of its drawings. */
const ELEMENTS = new Set(
  '!doctype html head meta title style body svg defs symbol path circle rect line text pattern use a main div span b time h1 h2 p nav section table thead tbody tr th td code header dl dt dd button label input kbd details summary pre script'.split(' '), // prettier-ignore
);

/** What a text could have made of a page: an element or an attribute that is none of ours. A browser looks at pages in html.test.ts. */
function pageFaults(report: string): readonly string[] {
  const own = report.replace(/<(style|script)>.*?<\/\1>/gs, '');
  const tags = own.match(/<[^\s\d][^>]*>/g) ?? [];
  const named = tags.filter((tag) => !ELEMENTS.has(/[!\w]+/.exec(tag)?.[0] ?? ''));
  const acting = tags.filter((tag) =>
    /\s(?:on\w+|style|src|srcdoc|action|href=(?!"#))/.test(tag.replace(/"[^"]*"/g, (text) => (text.startsWith('"#') ? '"#"' : '""'))),
  );
  const raw = RAW.exec(report.replaceAll('\r\n', '\n'));
  return [
    ...named,
    ...acting,
    ...(raw === null ? [] : ['something in it acts on a terminal']),
    ...(report.startsWith('<!doctype html>') ? [] : ['no page']),
  ];
}

/** For each kind of report, what reads it. */
export const VALIDATORS: Readonly<Record<Format, Validate>> = {
  text: (report) => (RAW.test(report) ? ['something in it acts on a terminal'] : []),
  json: (report) => validReport(JSON.parse(report)),
  ndjson: (report) => linesOf(report).flatMap((line) => validEvent(JSON.parse(line))),
  csv: (report) => {
    const records: readonly (readonly string[])[] = parse(report, { record_delimiter: '\r\n' });
    return records.flat().filter((cell) => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell));
  },
  junit: async (report) => {
    const options = { schema: { fileName: 'junit.xsd', contents: JUNIT }, initialMemoryPages: 1024, maxMemoryPages: 8192 };
    const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: report }, ...options });
    return errors.map(({ rawMessage }) => rawMessage);
  },
  sarif: (report) => {
    const log = JSON.parse(report) as Log;
    return [...validSarif(log), ...sarifFaults(log), ...(Buffer.byteLength(report) > 10_000_000 ? ['too large'] : [])];
  },
  markdown: markdownFaults,
  github: commandFaults,
  gitlab: (report) => {
    const entries = JSON.parse(report) as readonly { readonly fingerprint: string }[];
    const twice = new Set(entries.map(({ fingerprint }) => fingerprint)).size < entries.length ? ['a fingerprint twice'] : [];
    return [...validGitlab.validate(entries).errors.map(({ error }) => error), ...twice];
  },
  prometheus: metricFaults,
  html: (report) => pageFaults(report),
};
