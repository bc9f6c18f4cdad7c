import {
  checksAtEnd,
  nameOfFinding,
  renderLine,
  sentencesOf,
  toldLines,
  type AuditEvent,
  type CheckResult,
  type CheckSummary,
  type Finding,
  type Line,
  type RunResult,
} from '../model/index.ts';
import { cut } from './cut.ts';
import { plural } from './plural.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';

/** Findings of a check that are listed at most, and letters of a line: what shows test results is not made for more, and it waits in memory. */
const [MOST, LONGEST] = [100, 500];

/**
 * The checks as test cases, for what shows test results: found is a failure, could not run is an error, does not apply is skipped. Numbers
 * stand before the cases, so the report is held until the end.
 */
export const junit = defineReporter({ ...formOf('junit'), create: junitReporter });

function junitReporter({ limit }: ReportOptions): Reporter {
  const listed = new Map<string, string[]>();
  let sentenceOf = sentencesOf([]);
  const keep = (id: string, findings: readonly Finding[]): void => {
    const lines = listed.get(id) ?? [];
    listed.set(id, lines);
    for (const finding of findings) lines.push(...linesOf(finding, sentenceOf(finding)));
  };
  return {
    wish: toList(Math.min(limit ?? MOST, MOST)),
    write(event: AuditEvent): string {
      if (event.type === 'run-started') sentenceOf = sentencesOf(event.run.checks);
      if (event.type === 'findings') keep(event.check.id, event.findings);
      return event.type === 'run-finished' ? suites(event.result, listed) : '';
    },
  };
}

function linesOf(finding: Finding, sentence: Line): readonly string[] {
  const texts = [...toldLines(finding, sentence).map((each) => renderLine(each, String)), `Finding: ${nameOfFinding(finding)}`];
  return texts.map((text, place) => cut(`${place === 0 ? '' : '  '}${text}`, LONGEST));
}

/** A check as a test case: what it came to at the end of the run. */
interface Case {
  readonly check: CheckSummary;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  /** What is listed below the message. */
  readonly lines: readonly string[];
  readonly milliseconds: number;
}

function casesOf(result: RunResult, listed: ReadonlyMap<string, readonly string[]>): readonly Case[] {
  const isVerified = result.repair?.verified != null;
  const ran = checksAtEnd(result).map((each): Case => {
    const { check, outcome, reason, count, durationMs, notReached = false } = each;
    const kind = notReached
      ? 'skipped'
      : ({ passed: 'passed', found: 'failure', 'does-not-apply': 'skipped', 'could-not-run': 'error' } as const)[outcome];
    const lines = kind === 'failure' ? (listed.get(check.id) ?? []) : [];
    const message =
      count === null
        ? (reason ?? outcome)
        : `${plural(count, 'finding')}${isVerified ? ' after the repair; listed as found before it' : ''}`;
    return { check, kind, message, lines: [...lines, ...furtherLines(each, lines)], milliseconds: durationMs };
  });
  const leftOut = result.start.leftOut.map((check): Case => ({
    check,
    kind: 'skipped',
    message: 'left out by --only or --skip',
    lines: [],
    milliseconds: 0,
  }));
  return [...ran, ...leftOut];
}

function furtherLines({ count, notes }: CheckResult, listed: readonly string[]): readonly string[] {
  const told = listed.filter((text) => text.startsWith('  Finding: ')).length;
  const more = (count ?? 0) - told;
  return [...(more > 0 && told > 0 ? [`and ${more} more`] : []), ...notes];
}

function suites(result: RunResult, listed: ReadonlyMap<string, readonly string[]>): string {
  const cases = casesOf(result, listed);
  const groups = [...new Set(cases.map(({ check }) => check.group))];
  const texts = groups.map((group, index) => suite(group, index, cases.filter(({ check }) => check.group === group), result)); // prettier-ignore
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${texts.join('')}</testsuites>\n`;
}

function suite(group: string, index: number, cases: readonly Case[], { start, warnings }: RunResult): string {
  const { database, host, startedAt, toolVersion, mode, id } = start;
  const name = group.trim() === '' ? 'no name' : group;
  const head = { name, package: 'peerquest-audit', id: index, hostname: host.trim() === '' ? 'localhost' : host };
  const properties = { run: id, mode, version: toolVersion, engine: database.engine, database: database.name };
  const asides = cases.flatMap(({ check, kind, lines }) => (kind === 'failure' ? [] : lines.map((text) => `${check.id}: ${text}`)));
  return [
    `<testsuite${attributes({ ...head, timestamp: startedAt.slice(0, 19), ...numbersOf(cases) })}>`,
    '<properties>',
    ...Object.entries(properties).map(([key, value]) => `<property${attributes({ name: key, value })}/>`),
    '</properties>',
    ...cases.map(testCase),
    `<system-out>${paragraph(asides)}</system-out>`,
    `<system-err>${paragraph([...start.warnings, ...warnings])}</system-err>`,
    '</testsuite>\n',
  ].join('\n');
}

function testCase({ check, kind, message, lines, milliseconds }: Case): string {
  const head = `<testcase${attributes({ name: `${check.id}: ${check.title}`, classname: `peerquest-audit.${check.group}`, time: seconds(milliseconds) })}`;
  if (kind === 'passed') return `${head}/>`;
  if (kind === 'skipped') return `${head}><skipped>${xml(cut(message, LONGEST))}</skipped></testcase>`;
  return `${head}><${kind}${attributes({ type: kind === 'error' ? 'could-not-run' : check.severity, message: cut(message, LONGEST) })}>${paragraph([message, ...lines])}</${kind}></testcase>`;
}

function numbersOf(cases: readonly Case[]) {
  const of = (wanted: Case['kind']): number => cases.filter(({ kind }) => kind === wanted).length;
  const time = seconds(cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped'), time };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function paragraph(lines: readonly string[]): string {
  return xml(lines.map((text) => cut(text, LONGEST)).join('\n'));
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(cut(String(value), LONGEST))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};

/** Text of which nothing is taken for markup, without the two characters that no XML may hold and that have been let through so far. */
function xml(text: string): string {
  return text.replaceAll(/[&<>"\ufffe\uffff]/g, (character) => ENTITIES[character] ?? '');
}
