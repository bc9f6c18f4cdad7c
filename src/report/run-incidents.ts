import { dateOf, DatedFindings, hoursOf, incidentsOf, sharesOf, type AuditEvent, type Incident, type RunResult } from '../model/index.ts';

/** A burst among the findings of one run, with what it is a share of. */
export interface RunIncident extends Pick<Incident, 'from' | 'to' | 'findings'> {
  /** How many of each check, the most first, and what share that is: `86 % of that hour’s rows`; null where nobody knows. */
  readonly checks: readonly { readonly check: string; readonly findings: number; readonly share: string | null }[];
}

/** Hears a run, and tells which of its findings date from one burst: of each it holds its date alone. */
export class RunIncidents {
  readonly #dated = new DatedFindings();
  #members: ReadonlyMap<string, string | undefined> = new Map();
  #met = 0;

  hear(event: AuditEvent): void {
    if (event.type === 'run-started') this.#members = new Map(event.run.checks.map(({ id, dated }) => [id, dated]));
    if (event.type !== 'findings' || this.#members.get(event.check.id) === undefined) return;
    this.#met += event.findings.length;
    for (const { check, actual } of event.findings) {
      const at = dateOf(actual, this.#members.get(check));
      if (at !== null) this.#dated.add({ check, at, since: '' });
    }
  }

  /** The bursts, the earliest first. None where only some findings were listed, or those of one person: what is steady is not known then. */
  of({ start, checks, finishedAt, datedRows = [] }: RunResult): readonly RunIncident[] {
    const all = checks.reduce((sum, { check, count }) => sum + (this.#members.get(check.id) === undefined ? 0 : (count ?? 0)), 0);
    if (start.user !== null || all !== this.#met) return [];
    const rows = new Map(datedRows.map((one) => [one.check, one.rows]));
    return incidentsOf(this.#dated, Date.parse(finishedAt)).map((incident) => {
      const hours = hoursOf(incident).length === 1 ? 'that hour’s' : 'those hours’';
      const shares = sharesOf(incident, this.#dated, (check) => rows.get(check) ?? 'not counted');
      const told = incident.checks.map(({ check, findings }) => {
        const share = shares.get(check);
        const known = share !== undefined && 'rows' in share ? `${percentage(share.bad, share.rows)} of ${hours} rows` : null;
        return { check, findings, share: known };
      });
      return { from: incident.from, to: incident.to, findings: incident.findings, checks: told };
    });
  }
}

/** Neither all nor nothing is said of what only comes near it. */
export function percentage(some: number, all: number): string {
  if (some === all) return '100 %';
  const percent = Math.round((some * 100) / all);
  return percent === 0 ? 'under 1 %' : percent === 100 ? 'over 99 %' : `${percent} %`;
}
