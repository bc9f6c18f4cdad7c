import type { Colors } from 'picocolors/types.js';
import {
  djangoTime,
  printable,
  printed,
  printedLine,
  renderLine,
  shellWord,
  withoutControls,
  wordForFinding,
  type EvidenceValue,
  type Explanation,
  type Finding,
  type Timeline,
  type TimelineEntry,
} from '../model/index.ts';
import { acknowledgementLine } from './acknowledged.ts';
import { answerJson } from './answer.ts';
import { changeOf, findingOf } from './json-members.ts';
import { plural } from './plural.ts';
import { scopeFlags, type ReportOptions } from './reporter.ts';
import { changeDetails } from './run-account.ts';

/** An explanation for programs: one JSON object. */
export function explanationJson({ database, warnings, finding, rule, timeline, repair, sql }: Explanation): string {
  const { id, group, phase, title, severity, invariant, why, advice, causes, page } = rule;
  return answerJson({
    database,
    warnings,
    finding: { check: finding.check, ...findingOf(finding) },
    rule: { id, group, phase, title, severity, invariant, why, advice, repair: rule.repair, page },
    cause: finding.cause === null ? null : { id: finding.cause, meaning: causes[finding.cause] ?? null },
    timeline: timeline.entries.map(({ what, ...entry }) => ({ ...entry, what: renderLine(what, String) })),
    seen: timeline.seen,
    notSeen: timeline.notSeen,
    repair: { ...repair, changes: repair.changes.map(changeOf) },
    sql,
  });
}

/** Lines of an explanation for people, in the order in which they are shown: SQL is laid out otherwise than words. */
export interface ExplanationText {
  readonly told: readonly string[];
  readonly sql: readonly string[];
  readonly next: readonly string[];
}

/** An explanation for people, line by line. */
export function explanationText(explanation: Explanation, { colors, target }: Pick<ReportOptions, 'colors' | 'target'>): ExplanationText {
  const { database, warnings, finding, rule, timeline, sql } = explanation;
  const told = [
    colors.bold(printedLine(finding.headline)),
    `  Finding: ${wordForFinding(finding)}   (${printed`${finding.fingerprint}, ${rule.severity}`})`,
    ...finding.details.map((detail) => `  ${printedLine(detail)}`),
    ...(finding.acknowledgement === undefined ? [] : [`  ${withoutControls(acknowledgementLine(finding.acknowledgement))}`]),
    printed`  Database: ${database.name} (${database.engine})`,
    ...warnings.map((warning) => colors.yellow(printed`  Warning: ${warning}`)),
    '',
    `${colors.bold('Must hold')}   ${printable(rule.invariant)}`,
    ...(finding.cause === null
      ? []
      : [`${colors.bold('Cause')}       ${printed`${finding.cause}: ${rule.causes[finding.cause] ?? 'not written down'}`}`]),
    ...factLines(finding, colors),
    '',
    ...timelineLines(timeline, colors),
    '',
    ...repairLines(explanation, colors),
    '',
    sql === null
      ? `${colors.bold('SQL')}         none: the finding is about no row of the database`
      : colors.bold(printed`SQL of this row, on ${database.engine}`),
  ];
  return {
    told,
    sql: sql === null ? [] : sql.split('\n').map((each) => withoutControls(each)),
    next: ['', `Next: ${nextStep(explanation, target)}`],
  };
}

/** What is, and what should be. */
function factLines({ expected, actual }: Finding, colors: Colors): readonly string[] {
  const names = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  return names.map((name, index) => {
    const is = Object.hasOwn(actual, name) ? valueOf(actual[name]) : null;
    const should = Object.hasOwn(expected, name) ? valueOf(expected[name]) : null;
    const text = is === null ? printed`should be ${should}` : should === null ? printable(is) : printed`${is} (should be ${should})`;
    return `${index === 0 ? colors.bold('Facts') : '     '}       ${printed`${name}: `}${text}`;
  });
}

function valueOf(value: EvidenceValue | undefined): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'object' ? (value.username ?? value.id) : String(value);
}

function timelineLines({ entries, seen, notSeen }: Timeline, colors: Colors): readonly string[] {
  const width = Math.max(...entries.map(({ at }) => timeOf(at).length), 0);
  const without = seen.filter(({ rows, isDecisive }) => rows === 0 && !isDecisive).map(({ table }) => table);
  const absent = seen
    .filter(({ isDecisive }) => isDecisive)
    .map(({ table }) => colors.bold(printed`  ${''.padEnd(width)} * no row in ${table}`));
  return [
    colors.bold('Timeline (UTC)') + ([...entries, ...seen].some(({ isDecisive }) => isDecisive) ? '   * decided it' : ''),
    ...entries.map((entry) => entryLine(entry, width, colors)),
    ...absent,
    ...(entries.length === 0 ? ['  none: it is about nothing of which it is known what happened'] : []),
    ...seen.filter(({ more }) => more).map(({ table, rows }) => printed`  … of ${table} only the ${plural(rows, 'newest row')}`),
    ...(without.length === 0 ? [] : [printed`  No row in ${without.join(', ')}`]),
    ...notSeen.map(({ table, reason }) => colors.yellow(printed`  Not seen: ${table} (${reason})`)),
  ];
}

const timeOf = (at: string | null): string => (at === null ? 'at no known time' : djangoTime(at));

function entryLine({ at, what, isDecisive }: TimelineEntry, width: number, colors: Colors): string {
  const line = `  ${timeOf(at).padEnd(width)} ${isDecisive ? '*' : ' '} ${printedLine(what)}`;
  return isDecisive ? colors.bold(line) : line;
}

function repairLines({ finding, rule, repair }: Explanation, colors: Colors): readonly string[] {
  const { changes, notes, refusal } = repair;
  const title = colors.bold('Repair');
  const further = notes.map((note) => colors.yellow(printed`  Note: ${note}`));
  if (refusal !== null) return [`${title}      not possible here: ${printable(refusal)}`];
  if (finding.acknowledgement?.standing === 'holds') return [`${title}      none: it is acknowledged, so a repair leaves it as it is`];
  if (changes.length > 0) {
    return [
      `${title}      what --fix-issues does, all of it in one transaction`,
      ...changes.flatMap((change) => changeDetails(change, colors)).map((line) => `  ${line}`),
      ...further,
    ];
  }
  return [`${title}      ${printable(rule.repair)}`, `${colors.bold('What to do')}  ${printable(rule.advice)}`, ...further];
}

function nextStep({ finding, repair }: Explanation, target: ReportOptions['target']): string {
  const { program, database, config, store, files, baseline } = target;
  if (repair.changes.length > 0) {
    return `${program} --only ${shellWord(finding.check)}${database}${store}${scopeFlags(target, null)} --fix-issues --dry-run   (what a repair of this check would do)`;
  }
  const name = wordForFinding(finding);
  if (finding.acknowledgement?.standing === 'holds') {
    return `${program} unack ${name}${database}${store}${files}${baseline}   (takes the acknowledgement back)`;
  }
  if (finding.check === 'duplicate-participant') {
    return `${program} repair ${finding.check} ${name} --keep earliest${database}${store} --dry-run   (merges its rows into the one who joined first)`;
  }
  return `${program} explain ${shellWord(finding.check)}${config}   (all that is known of this check)`;
}
