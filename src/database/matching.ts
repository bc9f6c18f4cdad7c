import { sql } from 'kysely';
import type { Capabilities, SqlFragment } from './capabilities.ts';

/** A second table, how it is reached from the first, and which of its rows match. */
interface Match {
  /** Table with its alias, for example `quests_questparticipant as p`. */
  readonly from: SqlFragment;
  readonly on: SqlFragment;
  /** A column of the second table that is never null. */
  readonly present: SqlFragment;
}

/** The two places of a query that decide which rows stay: one after FROM, one in WHERE. */
export interface Matching {
  readonly join: SqlFragment;
  readonly where: SqlFragment;
}

/** Keeps only rows without a match. */
export function withoutMatch({ antiJoin }: Capabilities, { from, on, present }: Match): Matching {
  return antiJoin === 'left-join'
    ? { join: sql`left join ${from} on ${on}`, where: sql`${present} is null` }
    : { join: sql``, where: sql`not exists (select 1 from ${from} where ${on})` };
}

/** The condition that keeps only rows with a match. */
export function hasMatch({ semiJoin }: Capabilities, { from, on }: Pick<Match, 'from' | 'on'>): SqlFragment {
  return semiJoin === 'exists'
    ? sql`exists (select 1 from ${from} where ${on})`
    : sql`(select 1 from ${from} where ${on} limit 1) is not null`;
}
