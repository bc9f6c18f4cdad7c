import { allChecks, withOverrides, type Check } from '../../checks/index.ts';
import { systemClock } from '../../clock.ts';
import type { OpenFinding, Subject } from '../../history/index.ts';
import {
  incidentsOf,
  OpenGroups,
  printable,
  printed,
  type DatedFinding,
  type Grouping,
  type Incident,
  type OpenGroup,
} from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { redactSaid } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { withHistory, type HistoryFlags } from '../history-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `summary`. */
export interface SummaryFlags extends HistoryFlags {
  readonly by: Grouping;
  readonly limit: number;
}

/** Counts what is there as far as the history knows: no database is asked. */
export async function summarize(flags: SummaryFlags, terminal: Terminal): Promise<void> {
  const { checks = [], overrides = {} } = (await Workspace.open(flags)).settings;
  const known = new Map(withOverrides(allChecks(checks), overrides).map((check) => [check.id, check]));
  const now = systemClock().getTime();
  await withHistory(flags, async ({ store, subject, redact }) => {
    const isJson = flags.format === 'json';
    if (flags.by === 'incident') {
      const dated: DatedFinding[] = [];
      for await (const page of store.history.open(subject, { acknowledged: false }))
        for (const one of page) dated.push(...datedOf(one, known));
      const incidents = incidentsOf(dated, now);
      if (isJson) terminal.print(answerJson({ subject: subjectMembers(subject), by: flags.by, dated: dated.length, incidents }), 'data');
      else for (const line of incidentLines(incidents, dated.length, subject)) terminal.print(line);
      return;
    }
    const groups = new OpenGroups(flags.by, now);
    for await (const page of store.history.open(subject, {}))
      for (const one of page) {
        const told = redact ? { ...one, said: redactSaid(one.check, one.fingerprint, one.said) } : one;
        groups.add(groupedOf(told, known));
      }
    if (isJson) terminal.print(answerJson({ subject: subjectMembers(subject), by: flags.by, groups: groups.all }), 'data');
    else for (const line of groupLines(groups.all, flags, subject)) terminal.print(line);
  });
}

function subjectMembers({ name, database }: Subject): object {
  return { name, database };
}

function groupedOf(
  { check, said, acknowledged, since, lookedAt }: OpenFinding,
  known: ReadonlyMap<string, Check>,
): Parameters<OpenGroups['add']>[0] {
  const [user, quest] = 'expected' in said ? [said.user, said.quest] : [null, null];
  const about = known.get(check);
  return {
    ...{ check, acknowledged, since, lookedAt, cause: said.cause },
    group: about?.group ?? 'unknown',
    severity: about?.severity ?? null,
    user: user === null ? null : (user.username ?? user.id),
    quest: quest === null ? null : `${quest.title ?? 'missing'} (${quest.id})`,
  };
}

/** A finding with its date; none where its check knows of none, or its row has none. */
function datedOf({ check, said, since }: OpenFinding, known: ReadonlyMap<string, Check>): readonly DatedFinding[] {
  const member = known.get(check)?.dated;
  const value = member === undefined || !('actual' in said) ? null : said.actual[member];
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? [] : [{ check, at, since }];
}

function groupLines(groups: readonly OpenGroup[], { by, limit }: SummaryFlags, subject: Subject): readonly string[] {
  const asOf = printed`${subject.title}, as of ${minuteOf(subject.lastRunAt)} UTC`;
  if (groups.length === 0) return [`The history knows of no finding of ${asOf}.`];
  const shown = groups.slice(0, limit);
  const nameOf = ({ name }: OpenGroup): string => printable(name ?? `(no ${by})`);
  const width = Math.max(by.length, ...shown.map((group) => nameOf(group).length));
  const sum = (member: 'open' | 'acknowledged'): number => groups.reduce((total, group) => total + group[member], 0);
  return [
    `Open findings of ${asOf}, by ${by}: ${sum('open')}, and ${sum('acknowledged')} acknowledged`,
    '',
    `${by.padEnd(width)}     open  acknowledged  oldest since      looked at last`,
    ...shown.map(
      (group) =>
        `${nameOf(group).padEnd(width)}  ${String(group.open).padStart(7)}  ${String(group.acknowledged).padStart(12)}  ${minuteOf(group.since)}  ${minuteOf(group.lookedAt)}`,
    ),
    ...(shown.length < groups.length ? [`… and ${groups.length - shown.length} more (--limit)`] : []),
  ];
}

function incidentLines(incidents: readonly Incident[], dated: number, subject: Subject): readonly string[] {
  if (incidents.length === 0) {
    return [
      printed`No burst among the ${dated} findings of ${subject.title} whose rows have a date: they came one by one, or there are too few.`,
    ];
  }
  return incidents.map(({ from, to, findings, checks, firstSeen, steadyPerHour }) =>
    printable(
      `${minuteOf(from)} to ${minuteOf(to)}  ${findings} findings: ${checks.map((one) => `${one.findings} ${one.check}`).join(', ')}; first seen ${minuteOf(firstSeen)}, elsewhere ${steadyPerHour.toFixed(2)} an hour`,
    ),
  );
}

function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
