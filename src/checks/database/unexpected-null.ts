import { sql } from 'kysely';
import { countOf, placedIn, type Catalog, type Query } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { keyValue, unionAll } from '../references/rows.ts';
import { REQUIRED_COLUMNS, type RequiredColumns } from './required-columns.ts';

/** A column that may be null, and its place among those of its table. */
interface Suspect {
  readonly name: string;
  readonly columnPlace: number;
}

/** A table with those of its columns that this database lets be null, and its place among all tables. */
interface Loose extends RequiredColumns {
  readonly place: number;
  readonly suspects: readonly Suspect[];
}

/** What stands for all tables where no database is at hand, as in `explain`. */
const EXAMPLE: readonly Loose[] = REQUIRED_COLUMNS.map((required, place) => ({
  ...required,
  place,
  suspects: required.columns.map((name, columnPlace) => ({ name, columnPlace })).filter(({ name }) => name !== required.key.column),
})).filter(({ table }) => table === 'quests_questparticipant');

export default defineCheck({
  id: 'unexpected-null',
  group: 'database',
  phase: null,
  title: 'Nulls in Columns That Always Have a Value',
  summaryLabel: 'Nulls in columns that always have a value',
  severity: 'warning',
  invariant: 'A column that the application’s models declare NOT NULL has a value in every row.',
  why: 'The application relies on a value: it stops with an error, or leaves the row out of a sum, a list or a comparison, and nobody is told. A comparison with null is neither true nor false.',
  advice:
    'Find out what the value was meant to be, from a backup or from what stands beside it, and set it; then give the column its NOT NULL back, so that the database refuses the next one.',
  repair: 'Manual: only a person can say which value is missing.',
  sentence: '{key.table} has {actual.rows|row|rows} without a {key.column}',
  causes: {},
  needs: {
    users_user: ['id'],
    quests_quest: ['id'],
    quests_questparticipant: ['id', 'quest_id', 'user_id'],
    applications_application: ['id', 'applicant_id'],
  },
  mayRead: Object.fromEntries(REQUIRED_COLUMNS.map(({ table, key, columns }) => [table, [...new Set([key.column, ...columns])]])),
  indexes: [],
  names: [],
  orderBy: ['place', 'row_id', 'row_key', 'column_place'],
  guaranteedBy: (catalog) => (looseTables(catalog).length === 0 ? 'the database declares all of these columns NOT NULL' : null),

  find(context) {
    const known = looseTables(context.catalog);
    const wanted = known.length === 0 ? EXAMPLE : known;
    return unionAll(
      wanted.flatMap((loose) =>
        context.userId !== null && loose.belongsTo === null ? [] : [...nullsIn(loose, context), ...keyless(loose, context)],
      ),
    );
  },

  describe(row) {
    const { table, columns, key } = placedIn(REQUIRED_COLUMNS, row['place']);
    const column = placedIn(columns, row['column_place']);
    const rows = countOf(row['row_count']);
    const id = row['row_key'] === null ? null : keyValue(row['row_key'], key.kind);
    return {
      key: id === null ? { table, column } : { table, column, rowId: id },
      user: null,
      quest: null,
      cause: null,
      expected: { hasValue: true },
      actual: { hasValue: false, rows },
      repair: 'manual',
      headline:
        id === null
          ? line`${table}: ${rows} ${rows === 1 ? 'row' : 'rows'} whose ${column} is null`
          : line`${table} ${id}: ${column} is null`,
      details: [],
    };
  },
});

/** The tables of this database that let a column be null that is not to be. Whether they may be read, the query tells. */
function looseTables(catalog: Catalog): readonly Loose[] {
  return REQUIRED_COLUMNS.flatMap((required, place) => {
    const there = catalog.table(required.table);
    if (there === undefined || !there.columns.has(required.key.column)) return [];
    const suspects = required.columns.map((name, columnPlace) => ({ name, columnPlace })).filter(({ name }) => there.nullable.has(name));
    return suspects.length === 0 ? [] : [{ ...required, place, suspects }];
  });
}

/** One pass over a table; the few rows with a null are then taken apart by their columns. */
function nullsIn({ table, key, place, suspects, belongsTo }: Loose, { userId, capabilities: { asText } }: FindContext): readonly Query[] {
  const id = sql.id('t', key.column);
  const own = userId === null || belongsTo === null ? sql`` : sql`and ${belongsTo(userId)}`;
  const others = suspects.filter(({ name }) => name !== key.column);
  if (others.length === 0) return [];
  const places = sql.join(
    others.map(({ columnPlace }) => sql`select ${sql.lit(columnPlace)} as place`),
    sql` union all `,
  );
  const either = (conditions: readonly Query[]): Query => sql.join([...conditions], sql` or `);
  return [
    sql`
      select ${sql.lit(place)} as place, ${key.kind === 'integer' ? id : sql.lit(0)} as row_id, ${asText(id)} as row_key,
        c.place as column_place, 1 as row_count
      from ${sql.id(table)} as t
      join (${places}) as c on ${either(others.map(({ name, columnPlace }) => sql`(c.place = ${sql.lit(columnPlace)} and ${sql.id('t', name)} is null)`))}
      where ${id} is not null and (${either(others.map(({ name }) => sql`${sql.id('t', name)} is null`))}) ${own}`,
  ];
}

/** Rows without a key have no name of their own: they are counted. */
function keyless({ table, key, place, suspects, belongsTo }: Loose, { userId, capabilities: { asText } }: FindContext): readonly Query[] {
  const own = userId === null || belongsTo === null ? sql`` : sql`and ${belongsTo(userId)}`;
  return suspects
    .filter(({ name }) => name === key.column)
    .map(
      ({ columnPlace }) => sql`
      select ${sql.lit(place)} as place, 0 as row_id, ${asText(sql`null`)} as row_key, ${sql.lit(columnPlace)} as column_place,
        count(*) as row_count
      from ${sql.id(table)} as t
      where ${sql.id('t', key.column)} is null ${own}
      having count(*) > 0`,
    );
}
