import type { Check } from '../checks/index.ts';
import { DatedFindings, incidentsOf, sharesOf, type Incident } from '../model/index.ts';
import type { SummarySource } from './open-summary.ts';

/** Findings of one check in an incident, and how many of the rows that it looks at are bad in these hours. */
export interface IncidentCheck {
  readonly check: string;
  readonly findings: number;
  /** Of the hours of the clock that the incident touches; null where nobody knows. */
  readonly share: { readonly bad: number; readonly rows: number; readonly of: string } | null;
  /** Why nobody knows; null where it is known. */
  readonly shareUnknown: string | null;
}

/** A burst, with what it is a share of. */
export interface ToldIncident extends Omit<Incident, 'checks'> {
  readonly checks: readonly IncidentCheck[];
}

/** What nobody has counted: a run of an earlier version, or one that only a look at all findings could tell more of. */
const NOT_COUNTED = 'the last run that looked at all of it has not counted its rows';

/** Bursts among the open findings whose rows have a date, and how many of these there are. */
export async function openIncidents({
  store: { history },
  subject,
  checks,
  now,
}: SummarySource): Promise<{ readonly dated: number; readonly incidents: readonly ToldIncident[] }> {
  const known = new Map(checks.map((check) => [check.id, check]));
  const dated = new DatedFindings();
  const members = new Map(checks.flatMap(({ id, dated: member }) => (member === undefined ? [] : [[id, member] as const])));
  for await (const page of history.openDates(subject, members)) for (const finding of page) dated.add(finding);
  const incidents = incidentsOf(dated, now);
  const rows = await history.datedRows(subject, [...new Set(incidents.flatMap((incident) => incident.checks.map(({ check }) => check)))]);
  const rowsOf = (check: string): Readonly<Record<string, number>> | string => {
    if (known.get(check)?.datedRows === undefined) return 'its rows do not stand in the database';
    const counted = rows.get(check);
    return counted === undefined ? NOT_COUNTED : (counted ?? 'its rows could not be counted');
  };
  return { dated: dated.size, incidents: incidents.map((incident) => told(incident, dated, known, rowsOf)) };
}

function told(
  incident: Incident,
  dated: DatedFindings,
  known: ReadonlyMap<string, Check>,
  rowsOf: Parameters<typeof sharesOf>[2],
): ToldIncident {
  const shares = sharesOf(incident, dated, rowsOf);
  return {
    ...incident,
    checks: incident.checks.map(({ check, findings }) => {
      const share = shares.get(check) ?? { unknown: NOT_COUNTED };
      if ('unknown' in share) return { check, findings, share: null, shareUnknown: share.unknown };
      return { check, findings, share: { ...share, of: known.get(check)?.datedRows?.name ?? 'rows' }, shareUnknown: null };
    }),
  };
}
