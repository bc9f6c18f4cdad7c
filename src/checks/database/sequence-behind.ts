import { sql } from 'kysely';
import { integerOf, type Counter, type Query } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { unionAll } from '../references/rows.ts';

/** What stands for all counters where no database is at hand, as in `explain`. */
const EXAMPLE: Counter = {
  table: 'quests_questparticipant',
  column: 'id',
  name: 'quests_questparticipant_id_seq',
  step: 1n,
  limit: 2n ** 63n - 1n,
  next: sql`select case when is_called then last_value + 1 else last_value end as next_value from quests_questparticipant_id_seq`,
  advance: '',
};

export default defineCheck({
  id: 'sequence-behind',
  group: 'database',
  phase: null,
  title: 'Counters That Give Numbers That Are Taken',
  summaryLabel: 'Counters that give numbers that are taken',
  severity: 'critical',
  invariant: 'The number that a counter gives next is past every number in its column, and the column can hold it.',
  why: 'The application fails to insert: an approval, a payment or a log is lost with an error. It is how a database is left by rows that were copied or restored with their ids.',
  advice: 'Run the statement that the finding tells: it takes the counter past all numbers that are there, and never back.',
  repair:
    'Manual, by a statement that each finding tells: a counter obeys no transaction, and setting it back, as an undo would, does harm.',
  sentence: {
    behind: 'The counter of {key.table}.{key.column} gives {actual.next} next, but {actual.greatest} is there',
    'used-up': 'The counter of {key.table}.{key.column} has no number left',
  },
  causes: {
    behind: 'rows were written with numbers of their own, and nobody told the counter: a restore, a copy, an import',
    'used-up': 'it has given every number that it, or the column, can hold: a wider type is needed',
  },
  needs: { quests_quest: ['id'], quests_questparticipant: ['id'], applications_application: ['id'] },
  wishes: { counters: true },
  indexes: [],
  names: [],
  orderBy: ['place'],
  unscoped: 'a counter belongs to nobody',
  isPossibleWith: ({ apartCounters }) => apartCounters,
  guaranteedBy: ({ counters }) =>
    counters.length === 0
      ? 'no column has a counter that stands apart: the database counts on from the greatest number that is there'
      : null,

  find({ catalog: { counters } }) {
    const known = counters.length === 0 ? [EXAMPLE] : counters;
    const bySchema = known.toSorted((a, b) => (`${a.table}\0${a.column}` < `${b.table}\0${b.column}` ? -1 : 1));
    return unionAll(bySchema.map(behind));
  },

  describe(row) {
    const text = (column: string): string => String(row[column]);
    const [table, column, sequence, cause] = [text('table_name'), text('column_name'), text('counter_name'), text('cause')];
    const next = row['next_value'] === null ? null : rowId(row['next_value']);
    const greatest = row['greatest'] === null ? null : rowId(row['greatest']);
    const isBehind = cause === 'behind';
    const statement = isBehind ? text('statement') : null;
    return {
      key: { table, column },
      user: null,
      quest: null,
      cause,
      expected: { next: isBehind ? rowId(integerOf(row['greatest']) + integerOf(row['step'])) : null, statement },
      actual: { next, greatest, sequence },
      repair: 'manual',
      headline: line`${table}: ${column} gets its numbers from ${sequence}`,
      details: [
        isBehind ? line`Next: ${next}, but ${greatest} is there` : line`Next: none, every number is given`,
        ...(statement === null ? [] : [line`Run: ${statement}`]),
        line`Cause: ${cause}`,
      ],
    };
  },
});

/**
 * A row where a counter will give a number that is there, or none. The numbers ahead of it are looked up in the key's index; with
 * another step than one only those count that it will come to.
 */
function behind({ table, column, name, step, limit, next, advance }: Counter, place: number): Query {
  const id = sql.id('t', column);
  const up = step > 0n;
  const strides = step === 1n || step === -1n ? sql`` : sql`and mod(${id} - c.next_value, ${sql.raw(String(step))}) = 0`;
  return sql`
      select ${sql.lit(place)} as place, ${table} as table_name, ${column} as column_name, ${name} as counter_name, ${advance} as statement,
        ${String(step)} as step, f.next_value, f.greatest, case when f.greatest is null then 'used-up' else 'behind' end as cause
      from (
        select c.next_value, (
          select ${up ? sql`max` : sql`min`}(${id}) from ${sql.id(table)} as t
          where ${id} ${up ? sql`>=` : sql`<=`} c.next_value ${strides}) as greatest
        from (${next}) as c) as f
      where f.greatest is not null or f.next_value is null or f.next_value ${up ? sql`>` : sql`<`} ${sql.raw(`(${limit})`)}`;
}
