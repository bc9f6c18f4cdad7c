import type { Colors } from 'picocolors/types.js';
import {
  djangoTime,
  hasPhases,
  lagInWords,
  printed,
  printable,
  printedLine,
  withColoursOnly,
  withoutControls,
  wordForFinding,
  type AuditEvent,
  type Change,
  type CheckResult,
  type CheckSummary,
  type Finding,
  type RelationKind,
  type RunMode,
  type RunStart,
} from '../model/index.ts';
import { acknowledgementLine } from './acknowledged.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';
import { changeLines, planLines } from './text-changes.ts';
import { summaryLines } from './text-summary.ts';

const RULE = '='.repeat(80);

/**
 * The report for people, and for the scripts that grep it: the lines of SPEC section 5 are a contract. Every line passes
 * {@link withColoursOnly} once more, so that an own check cannot let a control character through.
 */
export const text = defineReporter({ ...formOf('text'), create: textReporter });

function textReporter(options: ReportOptions): Reporter {
  const { colors, quiet, limit, kept } = options;
  const lines = (...all: readonly string[]): string => all.map((each) => `${withColoursOnly(each)}\n`).join('');
  let waiting: readonly CheckSummary[] = [];
  let mode: RunMode = 'audit';
  /** Findings of the running check that stand in the report. */
  let listed = 0;
  /** Acknowledged findings of the running check: they stand after those that count. */
  let acknowledged: string[] = [];
  /** Headings of the phases that were left out, up to where the report has come. */
  const leftOut = (before: number): string => {
    const [now, later] = [
      waiting.filter(({ phase }) => (phase ?? Infinity) < before),
      waiting.filter(({ phase }) => (phase ?? Infinity) >= before),
    ];
    waiting = later;
    return now
      .map((check) =>
        lines(
          colors.bold(heading(check)),
          `  not run (${mode === 'undo' ? 'the repair was made without it' : 'left out by --only or --skip'})`,
          '',
        ),
      )
      .join('');
  };
  const changed = (changes: readonly Change[]): string => changes.map((change) => lines(...changeLines(change, colors))).join('');
  return {
    wish: toList(quiet ? 0 : limit),
    write(event: AuditEvent): string {
      if (event.type === 'run-finished') return lines(...summaryLines(event.result, options));
      if (quiet) return event.type === 'changes' ? changed(event.changes.filter(({ status }) => status === 'failed')) : '';
      switch (event.type) {
        case 'run-started':
          waiting = event.run.leftOut;
          mode = event.run.mode;
          return lines(RULE, colors.bold(titleOf(event.run)), RULE, ...scopeLines(event.run), ...originLines(event.run, kept), '');
        case 'check-started':
          listed = 0;
          return leftOut(event.check.phase ?? Infinity) + lines(colors.bold(heading(event.check)));
        case 'findings':
          listed += event.findings.length;
          return event.findings.map((finding) => lines(...findingLines(finding, event.check, colors))).join('');
        case 'acknowledged':
          for (const finding of event.findings) acknowledged.push(`  ☑ ${printedLine(finding.headline)}`, ...detailLines(finding, colors));
          return '';
        case 'check-finished': {
          const known = [...acknowledgedLine(event.result, limit !== 0), ...acknowledged].map(colors.dim);
          acknowledged = [];
          return lines(...outcomeLines(event.result, listed, colors), ...known, '');
        }
        case 'totals-started':
          return leftOut(Infinity);
        case 'plan-made':
          return lines(...planLines(event.plan, mode, colors));
        case 'note':
          return lines(`  ${printable(event.text)}`);
        case 'changes':
          return changed(event.changes);
        case 'verification-started':
          return mode === 'undo' ? lines('') : '';
        case 'keys':
        case 'still-there':
        case 'working':
        case 'run-failed':
          return '';
      }
    },
  };
}

function heading({ phase, title, id }: CheckSummary): string {
  return phase === null ? `CHECK ${id}: ${printable(title)}` : `PHASE ${phase}: ${title}`;
}

function titleOf(run: RunStart): string {
  return hasPhases(run) ? 'APPLICATION-PARTICIPANT SYNCHRONIZATION AUDIT' : 'DATA AUDIT';
}

function scopeLines(run: RunStart): readonly string[] {
  const { database, user, checks, warnings } = run;
  const who = user === null ? 'all users' : printed`user ${user.username ?? user.id}`;
  return [
    printed`Database: ${database.name} (${database.engine})${namesOf(database)}`,
    ...(database.replica === null ? [] : [printed`Snapshot: of a replica, ${lagInWords(database.replica)}`]),
    ...(database.schemas === null ? [] : [schemaLine(database.schemas)]),
    ...(database.relations === null ? [] : [relationLine(database.relations)]),
    `Scope: ${who}, ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}${hasPhases(run) ? '' : ' (none of PeerQuest’s tables is here)'}`,
    ...warnings.map((warning) => `Warning: ${printable(warning)}`),
  ];
}

/** Where, when and with what the report was made: reports of many days and machines end up in one log. */
function originLines({ address, database, startedAt, host, toolVersion }: RunStart, kept: string | null): readonly string[] {
  return [
    ...(address === database.name ? [] : [printed`Address: ${address}`]),
    printed`Made: ${djangoTime(startedAt).slice(0, 19)} UTC on ${host}, with peerquest-audit ${toolVersion}`,
    ...(kept === null ? [] : [printed`Store: ${kept}`]),
  ];
}

/** What the history calls the database, where it has a name there. */
function namesOf({ subject, backup }: RunStart['database']): string {
  if (subject === undefined) return '';
  return backup === undefined ? `, "${subject}"` : `, "${backup}", a backup of "${subject}"`;
}

/** What was read that is no plain table. */
function relationLine(relations: Readonly<Record<string, RelationKind>>): string {
  return `Relations: ${Object.entries(relations)
    .map(([name, kind]) => printed`${name} is a ${kind}`)
    .join(', ')}`;
}

/** From which schema the tables were taken, or which from which. */
function schemaLine(schemas: Readonly<Record<string, string>>): string {
  const names = [...new Set(Object.values(schemas))].sort();
  const [only, ...further] = names;
  if (only !== undefined && further.length === 0) return printed`Schema: ${only}`;
  const tables = (name: string): string =>
    Object.keys(schemas)
      .filter((table) => schemas[table] === name)
      .sort()
      .join(', ');
  return `Schemas: ${names.map((name) => printed`${name} (${tables(name)})`).join('; ')}`;
}

function findingLines(finding: Finding, { severity }: CheckSummary, colors: Colors): readonly string[] {
  const { headline } = finding;
  const mark = severity === 'info' ? colors.cyan(`  ℹ️ ${printedLine(headline)}`) : colors.red(`  ❌ ${printedLine(headline)}`);
  return [mark, ...detailLines(finding, colors)];
}

/** The evidence in words, the name by which commands take the finding, and what was said of it. */
function detailLines(finding: Finding, colors: Colors): readonly string[] {
  const { details, acknowledgement } = finding;
  const all = [
    ...details.map(printedLine),
    colors.dim(`Finding: ${wordForFinding(finding)}`),
    ...(acknowledgement === undefined ? [] : [withoutControls(acknowledgementLine(acknowledgement))]),
  ];
  return all.map((detail) => `     ${detail}`);
}

/** `2 acknowledged (not counted; --detailed lists them)`. */
function acknowledgedLine({ acknowledged }: CheckResult, lists: boolean): readonly string[] {
  return acknowledged === 0 ? [] : [`  ${acknowledged} acknowledged (not counted${lists ? '' : '; --detailed lists them'})`];
}

function outcomeLines(result: CheckResult, listed: number, colors: Colors): readonly string[] {
  const { outcome, reason, count, notes } = result;
  const further = notes.map((note) => colors.dim(`  ${withoutControls(note)}`));
  switch (outcome) {
    case 'passed':
      return [colors.green(`  none found${reason === null ? '' : ` (${printable(reason)})`}`), ...further];
    case 'found':
      if (listed === 0) return [colors.yellow(`  ${countLine(result)}`), ...further];
      return [
        ...(listed < (count ?? 0) ? [colors.yellow(`  … and ${(count ?? 0) - listed} more (raise --limit to list them)`)] : []),
        ...further,
      ];
    case 'does-not-apply':
    case 'could-not-run':
      return [colors.yellow(`  not run (${printable(reason ?? outcome)})`), ...further];
  }
}

/** `3 found: 2 never-created, 1 possibly-left`. */
function countLine({ count, causes }: CheckResult): string {
  const parts = (causes ?? []).map(({ cause, count: number }) => `${number} ${printable(cause)}`);
  return `${count} found${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
