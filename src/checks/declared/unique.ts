import { sql } from 'kysely';
import { countOf, type SqlFragment } from '../../database/index.ts';
import { compareIds, keyLine, line } from '../../model/index.ts';
import type { OwnCheck } from '../own/own-check.ts';
import { plain } from '../own/describe-row.ts';
import { listOf, type KeyOf, type UniqueDeclaration } from './declaration.ts';
import { inWords } from './in-words.ts';
import { keyPlace } from './places.ts';
import { allOf, cell, rowsOf, wordsOf } from './row-check.ts';

/** So many rows are named with a finding. */
const NAMED = 10;

/** Values that several rows have: a finding for each value, with the first of the rows that have it. */
export function unique(declaration: UniqueDeclaration & { readonly id: string }, keyOf: KeyOf): OwnCheck {
  const { table, ignoreCase = false, ignoreNull = true } = declaration;
  const columns = listOf(declaration.unique);
  const [rowKey, ...further] = keyOf(table);
  // Rows are named where one column does it.
  const named = rowKey === undefined || further.length > 0 ? null : rowKey;
  const value = (column: string): SqlFragment => (ignoreCase ? sql`lower(${cell(column)})` : cell(column));
  const names = sql.join(columns.map((column) => sql.id(column)));
  const values = sql.join(columns.map((column) => sql`${value(column)} as ${sql.id(column)}`));
  const present = ignoreNull ? sql`where ${allOf(columns.map((column) => sql`${cell(column)} is not null`))}` : sql``;
  return {
    ...wordsOf(declaration, {
      title: `Rows of ${table} With the Same ${inWords(columns)}`,
      invariant: `No two rows of ${table} have the same ${inWords(columns)}${ignoreCase ? ', in capitals or not' : ''}`,
      why: 'What looks a row up by it finds two, or the wrong one.',
      sentence: `{actual.rows} rows of ${table} have the same ${inWords(columns)}: ${columns.map(keyPlace).join(', ')}`,
      advice: 'Find out which of the rows is the right one, and merge or delete the others where your application does.',
    }),
    key: columns,
    needs: { [table]: columns },
    find({ capabilities, wanted }) {
      // To count, nobody needs to know which rows they are, nor to sort them.
      const isNamed = named !== null && wanted === 'findings';
      const place = (key: string): SqlFragment =>
        sql`, ${cell(key)} as same_key, row_number() over (partition by ${sql.join(columns.map(value))} order by ${cell(key)}) as same_place`;
      return sql`
        select ${names}, count(*) as same_count,
          ${isNamed ? capabilities.joinIds(sql`case when same_place <= ${sql.lit(NAMED)} then same_key end`) : sql`null`} as same_keys
        from (select ${values}${isNamed ? place(named) : sql``} from ${rowsOf(declaration)} as t ${present}) as same
        group by ${names} having count(*) > 1`;
    },
    examined: () => sql`select count(*) as count from ${rowsOf(declaration)} as t`,
    describe(row) {
      const count = countOf(row['same_count']);
      const keys = row['same_keys'] === null ? null : String(row['same_keys']).split(',').sort(compareIds);
      const rows = keys === null ? null : `${keys.join(', ')}${count > NAMED ? ', …' : ''}`;
      return {
        headline: line`${table} ${keyLine(Object.fromEntries(columns.map((column) => [column, String(plain(row[column] ?? null))])))}`,
        details: [rows === null ? line`${count} rows` : line`${count} rows: ${named} ${rows}`],
        expected: { rows: 1 },
        actual: { rows: count, ...(rows === null ? {} : { [named ?? '']: rows }) },
      };
    },
  };
}
