import { allChecks, withOverrides } from '../../checks/index.ts';
import { systemClock } from '../../clock.ts';
import type { Subject } from '../../history/index.ts';
import { hoursOf, minuteOf, printable, printed, type Grouping, type OpenGroup } from '../../model/index.ts';
import { answerJson, percentage } from '../../report/index.ts';
import { onlyCounted, openGroups, openIncidents, type IncidentCheck, type ToldGroups, type ToldIncident } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { lagsBehind, withHistory, type HistoryFlags } from '../history-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `summary`. */
export interface SummaryFlags extends HistoryFlags {
  readonly by: Grouping;
  readonly limit: number;
}

/** Counts what is there as far as the history knows: no database is asked. */
export async function summarize(flags: SummaryFlags, terminal: Terminal): Promise<void> {
  const { checks = [], overrides = {} } = (await Workspace.open(flags)).settings;
  await withHistory(flags, async ({ store, subject, redact }) => {
    const { name, database } = subject;
    const source = { store, subject, checks: withOverrides(allChecks(checks), overrides), now: systemClock().getTime(), redact };
    const isJson = flags.format === 'json';
    const counted = await onlyCounted(store, subject);
    if (flags.by === 'incident') {
      const found = await openIncidents(source);
      if (isJson) terminal.print(answerJson({ subject: { name, database }, by: flags.by, ...found, onlyCounted: counted }), 'data');
      else for (const line of incidentLines(found.incidents, found.dated, subject)) terminal.print(line);
    } else {
      const told = await openGroups(source, flags.by, {}, isJson ? Infinity : flags.limit);
      if (isJson)
        terminal.print(answerJson({ subject: { name, database }, by: flags.by, groups: told.groups, onlyCounted: counted }), 'data');
      else for (const line of groupLines(told, flags, subject)) terminal.print(line);
    }
    if (!isJson && counted !== null) terminal.print(lagsBehind(counted));
  });
}

function groupLines({ groups, others }: ToldGroups, { by, limit }: SummaryFlags, subject: Subject): readonly string[] {
  const asOf = printed`${subject.title}, as of ${minuteOf(subject.lastRunAt)} UTC`;
  if (groups.length + others.groups === 0) return [`The history knows of no finding of ${asOf}.`];
  const shown = groups.slice(0, limit);
  const nameOf = ({ name }: OpenGroup): string => printable(name ?? `(no ${by})`);
  const width = Math.max(by.length, ...shown.map((group) => nameOf(group).length));
  const sum = (member: 'open' | 'acknowledged'): number => groups.reduce((total, group) => total + group[member], others[member]);
  const left = groups.length - shown.length + others.groups;
  return [
    `Open findings of ${asOf}, by ${by}: ${sum('open')}, and ${sum('acknowledged')} acknowledged`,
    '',
    `${by.padEnd(width)}     open  acknowledged  oldest since      looked at last`,
    ...shown.map(
      (group) =>
        `${nameOf(group).padEnd(width)}  ${String(group.open).padStart(7)}  ${String(group.acknowledged).padStart(12)}  ${minuteOf(group.since)}  ${minuteOf(group.lookedAt)}`,
    ),
    ...(left > 0 ? [`… and ${left} more (--limit)`] : []),
  ];
}

function incidentLines(incidents: readonly ToldIncident[], dated: number, subject: Subject): readonly string[] {
  if (incidents.length === 0) {
    return [
      printed`No burst among the ${dated} findings of ${subject.title} whose rows have a date: they came one by one, or there are too few.`,
    ];
  }
  return incidents.map((incident) => {
    const { from, to, findings, checks, firstSeen, steadyPerHour } = incident;
    const hours = hoursOf(incident).length;
    return printable(
      `${minuteOf(from)} to ${minuteOf(to)}  ${findings} findings: ${checks.map((one) => checkText(one, hours)).join(', ')}; first seen ${minuteOf(firstSeen)}, elsewhere ${steadyPerHour.toFixed(2)} an hour`,
    );
  });
}

function checkText({ check, findings, share, shareUnknown }: IncidentCheck, hours: number): string {
  const when = hours === 1 ? 'that hour' : `those ${hours} hours`;
  const told =
    share === null
      ? `share not known: ${shareUnknown ?? ''}`
      : `${share.bad} of the ${share.rows} ${share.of} of ${when}, ${percentage(share.bad, share.rows)}`;
  return `${findings} ${check} (${told})`;
}
