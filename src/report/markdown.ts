import {
  checksAtEnd,
  djangoTime,
  nameOfFinding,
  sentencesOf,
  toldLines,
  type AuditEvent,
  type Change,
  type CheckResult,
  type Finding,
  type Line,
  type Rule,
  type RunResult,
} from '../model/index.ts';
import { inOneSentence } from './in-one-sentence.ts';
import { code, marked, words } from './markdown-text.ts';
import { plural } from './plural.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';
import { Room } from './room.ts';
import { RunIncidents, type RunIncident } from './run-incidents.ts';
import { slownessLine } from './slowness-line.ts';

/** A GitHub job summary holds 1 MiB: bytes for findings, for changes, for the table of checks, and for what else is said. */
const BYTES = { findings: 600_000, changes: 150_000, checks: 150_000, notes: 50_000 };
/** Bytes of findings that each check can count on. */
const SHARE = 10_000;

/**
 * Markdown for a job summary, a merge request or a wiki: verdict and scope, a table of the checks, what each found, what a repair changed. It
 * is never larger than a job summary may be, and says what it left out. The verdict comes first, so the report is held until the end.
 */
export const markdown = defineReporter({ ...formOf('markdown'), create: markdownReporter });

function markdownReporter({ limit }: ReportOptions): Reporter {
  const listed = new Map<string, string[]>();
  const changes = new Listing(BYTES.changes);
  const notes = new Listing(BYTES.notes);
  let room = new Room(0, 0, 0);
  let sentenceOf = sentencesOf([]);
  const bursts = new RunIncidents();
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      bursts.hear(event);
      switch (event.type) {
        case 'run-started':
          sentenceOf = sentencesOf(event.run.checks);
          room = new Room(BYTES.findings, event.run.checks.length, SHARE);
          return '';
        case 'check-started':
          room.next();
          listed.set(event.check.id, []);
          return '';
        case 'findings':
          for (const finding of event.findings) {
            const text = findingText(finding, sentenceOf(finding));
            if (room.take(Buffer.byteLength(text))) listed.get(event.check.id)?.push(text);
          }
          return '';
        case 'changes':
          for (const change of event.changes) changes.add(changeText(change));
          return '';
        case 'note':
          notes.add(item(event.text));
          return '';
        case 'run-finished':
          return reportText(event.result, listed, { changes, notes, incidents: incidentsText(bursts.of(event.result)) });
        default:
          return '';
      }
    },
  };
}

/** Lines of which as many are kept as there is room for. */
class Listing {
  readonly #room: Room;
  readonly #lines: string[] = [];
  #left = 0;

  constructor(bytes: number) {
    this.#room = new Room(bytes, 0, 0);
  }

  add(line: string): void {
    if (this.#room.take(Buffer.byteLength(line))) this.#lines.push(line);
    else this.#left += 1;
  }

  /** The list, and how many of what it is about are left out; nothing where it is empty. */
  text(what: string): string {
    return this.#lines.join('') + (this.#left === 0 ? '' : `- … and ${plural(this.#left, `more ${what}`)}\n`);
  }
}

const item = (sentence: string): string => `- ${words(sentence)}\n`;

function findingText(finding: Finding, sentence: Line): string {
  const lines = [...toldLines(finding, sentence).map(marked), `Finding: ${code(nameOfFinding(finding))}`];
  return `- ${lines.join('\n  - ')}\n`;
}

function changeText({ words: told, status, reason }: Change): string {
  const sentences = told.map(({ plan, done }) => code(status === 'applied' ? done : plan)).join(', ');
  return `- ${status}: ${sentences}${reason === null ? '' : ` (${words(reason)})`}\n`;
}

/** What stands beside the findings. */
interface Further {
  readonly changes: Listing;
  readonly notes: Listing;
  readonly incidents: string;
}

function reportText(result: RunResult, listed: ReadonlyMap<string, readonly string[]>, { changes, notes, incidents }: Further): string {
  const { start, warnings, past } = result;
  const checks = new Listing(BYTES.checks);
  for (const check of checksAtEnd(result)) checks.add(rowText(check));
  for (const { id, severity } of start.leftOut) checks.add(`| ${code(id)} | ${severity} | left out |\n`);
  const gaps = new Listing(BYTES.notes);
  for (const { check, reason } of result.checks) if (reason !== null) gaps.add(`- ${code(check.id)}: ${words(reason)}\n`);
  for (const warning of [...start.warnings, ...warnings]) notes.add(item(warning));
  if (past?.slower != null) notes.add(item(slownessLine(past.slower)));
  for (const check of result.checks) for (const note of check.notes) notes.add(`- ${code(check.check.id)}: ${words(note)}\n`);
  return [
    `# PeerQuest Audit: ${inOneSentence(result).slice(0, -1)}\n`,
    scopeText(result),
    `| check | severity | findings |\n| --- | --- | --- |\n${checks.text('check')}`,
    part('Incidents', incidents),
    ...start.checks.map((rule) => sectionText(rule, result, listed.get(rule.id) ?? [])),
    part('Changes', changes.text('change')),
    part('Reasons', gaps.text('reason')),
    part('Notes', notes.text('note')),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function incidentsText(incidents: readonly RunIncident[]): string {
  const lines = new Listing(BYTES.notes);
  const minute = (iso: string): string => djangoTime(iso).slice(0, 16);
  for (const { from, to, findings, checks } of incidents) {
    const parts = checks.map(({ check, findings: some, share }) => `${some} ${code(check)}${share === null ? '' : ` (${share})`}`);
    lines.add(`- ${plural(findings, 'finding')} date from one burst, ${minute(from)} to ${minute(to)} UTC: ${parts.join(', ')}\n`);
  }
  return lines.text('incident');
}

function part(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`;
}

function scopeText({ start, durationMs }: RunResult): string {
  const { database, user, checks, startedAt, host, toolVersion, mode, id } = start;
  const who = user === null ? 'all users' : `user ${code(user.username ?? user.id)}`;
  return [
    `- Database: ${code(database.subject ?? database.name)} (${database.engine})`,
    `- Scope: ${who}, ${plural(checks.length, 'check')}`,
    `- Run: ${mode} ${code(id)}, ${djangoTime(startedAt).slice(0, 19)} UTC on ${code(host)}, with peerquest-audit ${toolVersion}, ${(durationMs / 1000).toFixed(2)} s`,
    '',
  ].join('\n');
}

function rowText({ check, count, outcome }: CheckResult): string {
  const found = count === null ? (outcome === 'does-not-apply' ? 'does not apply' : 'not run') : String(count);
  return `| ${code(check.id)} | ${check.severity} | ${found} |\n`;
}

/** What a check found, in a repair what it found before. */
function sectionText({ id, title, invariant }: Rule, { checks, repair }: RunResult, listed: readonly string[]): string {
  const count = checks.find(({ check }) => check.id === id)?.count ?? 0;
  if (count === 0) return '';
  const left = count - listed.length;
  return [
    `## ${code(id)}: ${plural(count, 'finding')}${repair === null ? '' : ', as the audit found them'}\n`,
    `${words(title)}. ${words(invariant)}\n`,
    listed.join('') + (left === 0 ? '' : `- … and ${left} more, left out here\n`),
  ].join('\n');
}
