import { sql } from 'kysely';
import { placedIn, type Catalog, type Query } from '../../database/index.ts';
import { djangoTime, instant, line } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { keyValue, unionAll } from '../references/rows.ts';
import { PAST_TIMES, type PastTimes } from './past-times.ts';

/** A table's times, and its place among all tables. */
interface Placed extends PastTimes {
  readonly place: number;
}

const PLACED: readonly Placed[] = PAST_TIMES.map((times, place) => ({ ...times, place }));

/** What stands for all tables where no database is at hand, as in `explain`. */
const EXAMPLE = PLACED.filter(({ table }) => table === 'quests_questparticipant');

export default defineCheck({
  id: 'clock-ahead',
  group: 'database',
  phase: null,
  title: 'Times of What Has Happened That Lie in the Future',
  summaryLabel: 'Times that lie in the future',
  severity: 'warning',
  invariant: 'Nothing has happened later than a day from now, by the database’s own clock.',
  why: 'What sorts or compares by time goes wrong for as long as it lies ahead: which approval came last, whether a quest was touched after its review, who is the newest. It tells of a clock that was wrong, or of an import.',
  advice:
    'Find out which machine wrote it and set its clock by NTP ("doctor" compares the server’s clock with this machine’s); then set the time to what it was meant to be.',
  repair: 'Manual: only a person can say when it happened.',
  sentence: '{key.table} {key.rowId} has a {key.column} that lies ahead: {actual.time}',
  causes: {},
  needs: {
    users_user: ['id'],
    quests_quest: ['id'],
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'joined_at'],
    applications_application: ['id', 'applicant_id', 'applied_at'],
  },
  mayRead: Object.fromEntries(PAST_TIMES.map(({ table, key, columns }) => [table, [key.column, ...columns]])),
  indexes: [],
  names: [],
  orderBy: ['place', 'row_id', 'row_key', 'column_place'],

  find(context) {
    const known = PLACED.flatMap((times) => ofThisDatabase(context.catalog, times));
    const wanted = known.length === 0 ? EXAMPLE : known;
    return unionAll(wanted.flatMap((times) => (context.userId !== null && times.belongsTo === null ? [] : [aheadIn(times, context)])));
  },

  describe(row) {
    const { table, columns, key } = placedIn(PAST_TIMES, row['place']);
    const column = placedIn(columns, row['column_place']);
    const id = keyValue(row['row_key'], key.kind);
    const time = instant(row['found_time'] ?? null);
    return {
      key: { table, column, rowId: id },
      user: null,
      quest: null,
      cause: null,
      expected: { hasHappened: true },
      actual: { hasHappened: false, time },
      repair: 'manual',
      headline: line`${table} ${id}: ${column} lies ahead`,
      details: [line`Time: ${djangoTime(time)}`],
    };
  },
});

/** The table with those of its columns that this database has; nothing where it has none. Whether they may be read, the query tells. */
function ofThisDatabase(catalog: Catalog, times: Placed): readonly Placed[] {
  const there = catalog.table(times.table)?.columns;
  return there !== undefined && there.has(times.key.column) && times.columns.some((column) => there.has(column))
    ? [{ ...times, columns: times.columns.map((column) => (there.has(column) ? column : '')) }]
    : [];
}

/** One pass over a table; the few rows with such a time are then taken apart by their columns. */
function aheadIn(
  { table, columns, key, belongsTo, place }: Placed,
  { userId, capabilities: { asText, pastTomorrow } }: FindContext,
): Query {
  const id = sql.id('t', key.column);
  const own = userId === null || belongsTo === null ? sql`` : sql`and ${belongsTo(userId)}`;
  const there = columns.flatMap((column, columnPlace) => (column === '' ? [] : [{ time: sql.id('t', column), columnPlace }]));
  const ahead = sql.join(
    there.map(({ time }) => pastTomorrow(time)),
    sql` or `,
  );
  const [only, ...further] = there;
  const places = sql.join(
    there.map(({ columnPlace }) => sql`select ${sql.lit(columnPlace)} as place`),
    sql` union all `,
  );
  const cases = there.map(({ time, columnPlace }) => sql`when ${sql.lit(columnPlace)} then ${time}`);
  const found = further.length === 0 ? (only?.time ?? sql`null`) : sql`case c.place ${sql.join(cases, sql` `)} end`;
  return sql`
      select ${sql.lit(place)} as place, ${key.kind === 'integer' ? id : sql.lit(0)} as row_id, ${asText(id)} as row_key,
        c.place as column_place, ${asText(found)} as found_time
      from ${sql.id(table)} as t
      join (${places}) as c on ${pastTomorrow(found)}
      where (${ahead}) ${own}`;
}
