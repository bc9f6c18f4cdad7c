import { sql } from 'kysely';
import type { Check, FindContext } from '../checks/index.ts';
import { countOf, endsSnapshot, type ReadSession } from '../database/index.ts';
import { dateOf, DatedFindings, hoursOf, incidentsOf, type DatedRows, type Finding } from '../model/index.ts';

const DAY = 86_400_000;

/**
 * Counts the rows that checks look at in the hours of bursts, in the snapshot in which the findings were met: one statement for each check
 * of which findings date from there, and none where there is no burst.
 */
export class DatedRowsCount {
  readonly #dated = new DatedFindings();

  /** Minds the dates of findings. */
  meet({ dated }: Check, findings: readonly Finding[]): void {
    if (dated === undefined) return;
    for (const { check, actual } of findings) {
      const at = dateOf(actual, dated);
      if (at !== null) this.#dated.add({ check, at, since: '' });
    }
  }

  /**
   * What the bursts among them are a share of. The hours beside them are counted as well, as with what other runs have found a burst may
   * begin a little earlier.
   */
  async count(session: ReadSession, checks: readonly Check[], context: FindContext, now: number): Promise<readonly DatedRows[]> {
    const incidents = incidentsOf(this.#dated, now);
    const hours = [...new Set(incidents.flatMap((incident) => hoursOf(incident, 1)))].sort();
    const met = new Set(incidents.flatMap((incident) => this.#checksIn(hoursOf(incident, 1))));
    const counted: DatedRows[] = [];
    for (const check of checks) {
      if (met.has(check.id) && check.datedRows !== undefined) {
        counted.push({ check: check.id, rows: await rowsByHour(session, check.datedRows, context, hours) });
      }
    }
    return counted;
  }

  #checksIn(hours: readonly string[]): readonly string[] {
    const [first = '', last = ''] = [hours[0], hours.at(-1)];
    return this.#dated.between(Date.parse(`${first}:00Z`), Date.parse(`${last}:59:59.999Z`) + 1).map(({ check }) => check);
  }
}

/**
 * How many of the rows that a check looks at date from each of these hours.
 *
 * @returns null where the database gives no answer
 */
export async function rowsByHour(
  session: ReadSession,
  datedRows: NonNullable<Check['datedRows']>,
  context: FindContext,
  hours: readonly string[],
): Promise<DatedRows['rows']> {
  const { hourOf, amongKeys } = context.capabilities;
  const day = (hour: string | undefined, days = 0): string =>
    new Date(Date.parse(`${hour ?? ''}:00Z`) + days * DAY).toISOString().slice(0, 10);
  const hour = hourOf(sql`looked.dated`);
  try {
    // The days first, which an index may know and which cost least to compare.
    const rows = await session.all(sql`
      select ${hour} as hour, count(*) as count from (${datedRows.of(context)}) as looked
      where looked.dated >= ${day(hours[0])} and looked.dated < ${day(hours.at(-1), 1)} and ${hour} in (${amongKeys(hours)})
      group by 1`);
    const known = new Map(rows.map((row) => [String(row['hour']), countOf(row['count'])]));
    return Object.fromEntries(hours.map((each) => [each, known.get(each) ?? 0]));
  } catch (error) {
    if (endsSnapshot(error)) throw error;
    return null;
  }
}
