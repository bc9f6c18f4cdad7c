import {
  nameOfFinding,
  renderLine,
  sentencesOf,
  toldLines,
  type AuditEvent,
  type CheckResult,
  type CheckSummary,
  type Finding,
  type Line,
} from '../model/index.ts';
import { cut } from './cut.ts';
import { toJson } from './json.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';

/** Letters of a sentence. */
const LONGEST = 1000;

const SEVERITIES = { critical: 'critical', warning: 'major', info: 'info' } as const;

/** An entry of GitLab's code quality report, with the members that it needs. */
interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** Findings that count as a code quality report of GitLab; a check that could not run is an entry as well. */
export const gitlab = defineReporter({ ...formOf('gitlab'), create: gitlabReporter });

function gitlabReporter({ limit }: ReportOptions): Reporter {
  let written = 0;
  let sentenceOf = sentencesOf([]);
  const items = (entries: readonly Entry[]): string =>
    entries.map((entry) => `${written++ === 0 ? '[\n' : ',\n'}${toJson(entry)}`).join('');
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      if (event.type === 'run-started') sentenceOf = sentencesOf(event.run.checks);
      if (event.type === 'findings') return items(event.findings.map((finding) => entryOf(finding, sentenceOf(finding), event.check)));
      if (event.type === 'check-finished') return items(gapOf(event.result));
      return event.type === 'run-finished' ? `${written === 0 ? '[' : '\n'}]\n` : '';
    },
  };
}

function entryOf(finding: Finding, sentence: Line, { severity }: CheckSummary): Entry {
  const { check, fingerprint } = finding;
  const text = toldLines(finding, sentence)
    .map((each) => renderLine(each, String))
    .join('; ');
  return {
    ...placeOf(check),
    description: cut(`${text} (${nameOfFinding(finding)})`, LONGEST),
    fingerprint,
    severity: SEVERITIES[severity],
  };
}

function gapOf({ check, outcome, reason, notReached }: CheckResult): readonly Entry[] {
  if (outcome !== 'could-not-run' || notReached === true) return [];
  const description = cut(`${check.id} could not run: ${reason ?? outcome}`, LONGEST);
  return [{ ...placeOf(check.id), description, fingerprint: `not-run-${cut(check.id, LONGEST)}`, severity: 'blocker' }];
}

/** GitLab wants a file for each entry, and a finding is in none: this one is as stable as the check. */
function placeOf(check: string): Pick<Entry, 'check_name' | 'location'> {
  const name = cut(check, LONGEST);
  return { check_name: name, location: { path: `peerquest-audit/${encodeURIComponent(name)}`, lines: { begin: 1 } } };
}
