import { sql } from 'kysely';
import type { Query, SqlFragment, TableNeeds } from '../../database/index.ts';
import { type Evidence, keyLine, line, placesOf, type Line } from '../../model/index.ts';
import type { FindContext } from '../define-check.ts';
import { plain } from '../own/describe-row.ts';
import type { OwnCheck } from '../own/own-check.ts';
import { listOf, type CommonDeclaration, type KeyOf } from './declaration.ts';
import { inWords } from './in-words.ts';
import { keyPlaces } from './places.ts';

/** What one kind of rule says of rows of a table. */
export interface RowRule extends Pick<OwnCheck, 'title' | 'why' | 'advice'> {
  /** What must hold, without the full stop. */
  readonly invariant: string;
  /** Columns of the table that the rule is about: evidence. */
  readonly columns: readonly string[];
  /** Further tables and columns that it reads. */
  readonly needs?: TableNeeds;
  /** Further tables, joined to the table at hand, which is called `t`. */
  join?(context: FindContext): SqlFragment;
  /** Which rows are bad. */
  where(context: FindContext): SqlFragment;
  /** What the first column should hold. */
  readonly expected?: SqlFragment;
  /** What a finding says in one sentence, after "Row 5 of orders": places in braces hold the values of its columns. */
  readonly sentence: string;
  /** Further words on a finding. */
  details?(actual: Readonly<Record<string, string | number | boolean | null>>): readonly Line[];
}

/** A check of single rows: one SELECT of the bad ones, each known by its key. */
export function rowCheck(declaration: CommonDeclaration & { readonly id: string }, rule: RowRule, keyOf: KeyOf): OwnCheck {
  const { table, user } = declaration;
  const key = declaration.key === undefined ? keyOf(table) : listOf(declaration.key);
  const own = [...new Set([...key, ...(user === undefined ? [] : [user])])];
  const needed = [...new Set([...listOf(declaration.key ?? []), ...rule.columns, ...listOf(user ?? [])])];
  return {
    ...wordsOf(declaration, { ...rule, sentence: `Row ${keyPlaces(key)} of ${table} ${rule.sentence}` }),
    key,
    ...(user === undefined ? {} : { user }),
    needs: { [table]: needed, ...rule.needs },
    find(context) {
      requireKey(table, key);
      const shown = rule.columns.map((column, place) => sql`${cell(column)} as ${sql.id(`actual_${place}`)}`);
      return sql`
        select ${sql.join([...own.map(cell), ...shown, ...(rule.expected === undefined ? [] : [sql`${rule.expected} as expected`])])}
        from ${rowsOf(declaration)} as t ${rule.join?.(context) ?? sql``}
        where ${rule.where(context)}`;
    },
    examined: ({ userId }) =>
      sql`select count(*) as count from ${rowsOf(declaration)} as t${userId === null || user === undefined ? sql`` : sql` where ${cell(user)} = ${userId}`}`,
    describe(row) {
      const actual = Object.fromEntries(rule.columns.map((column, place) => [column, plain(row[`actual_${place}`] ?? null)]));
      const [first = ''] = rule.columns;
      const expected: Evidence = rule.expected === undefined ? {} : { [first]: plain(row['expected'] ?? null) };
      return {
        headline: line`${table} ${keyLine(Object.fromEntries(key.map((column) => [column, String(plain(row[column] ?? null))])))}`,
        ...(rule.details === undefined ? {} : { details: rule.details(actual) }),
        expected,
        actual,
      };
    },
  };
}

/** What a check says in words: what the declaration says, else what the rule does. */
export function wordsOf(
  declaration: CommonDeclaration & { readonly id: string },
  rule: Pick<RowRule, 'title' | 'invariant' | 'why' | 'advice' | 'sentence'>,
): Omit<OwnCheck, 'key' | 'find'> {
  const { id, severity = 'warning', where, title, invariant, why, advice, group, summaryLabel } = declaration;
  const rows = where === undefined ? '' : ` (looked at are rows with: ${where.trim()})`;
  const sentence = declaration.sentence ?? (isSayable(rule.sentence) ? rule.sentence : undefined);
  return {
    id,
    severity,
    title: title ?? rule.title,
    invariant: invariant ?? `${rule.invariant}${rows}.`,
    ...((why ?? rule.why) === undefined ? {} : { why: why ?? rule.why }),
    ...((advice ?? rule.advice) === undefined ? {} : { advice: advice ?? rule.advice }),
    ...(group === undefined ? {} : { group }),
    ...(summaryLabel === undefined ? {} : { summaryLabel }),
    ...(sentence === undefined ? {} : { sentence }),
  };
}

/** Whether the names in a sentence have left it as it was meant: one with a brace would be a place, or would spoil one. */
function isSayable(sentence: string): boolean {
  const { places, words } = placesOf(sentence);
  return !/[{}]/.test(words) && places.every(({ side }) => ['key', 'expected', 'actual'].includes(side));
}

/** A column of the table at hand. */
export function cell(column: string): SqlFragment {
  return sql.id('t', column);
}

/** A table as SQL names it; `sales.orders` is one of a schema. */
export function tableName(table: string): SqlFragment {
  return sql.id(...table.split('.'));
}

/** Rows of a table for which a condition holds. It has the table to itself: its names mean columns of that, whatever is joined later. */
export function rowsOf({ table, where }: { readonly table: string; readonly where?: string }): SqlFragment {
  // A line of its own: a comment at the end must not swallow the bracket that follows.
  return where === undefined ? tableName(table) : sql`(select * from ${tableName(table)} where (${sql.raw(where)}\n))`;
}

/** Conditions that hold together. */
export function allOf(conditions: readonly SqlFragment[]): SqlFragment {
  return sql.join([...conditions], sql` and `);
}

/**
 * @throws Error where nothing identifies the rows of a table
 */
export function requireKey(table: string, key: readonly string[]): void {
  if (key.length === 0) throw new Error(`${table} has no primary key: name the columns that identify a row with "key"`);
}

/**
 * @throws Error where columns lead to a key of another number of columns
 */
export function requireSameNumber(member: string, columns: readonly string[], table: string, key: readonly string[]): void {
  if (columns.length === key.length) return;
  throw new Error(`"${member}" names ${inWords(columns)}, and the key of ${table} is ${inWords(key)}: it must name as many columns`);
}

/** The rows of another table that belong to a row, brought to one row for each: joined as `r`, with `value`. */
export function joinParts(
  { table, by, where }: { readonly table: string; readonly by: string | readonly string[]; readonly where?: string },
  key: readonly string[],
  value: SqlFragment,
): Query {
  const columns = listOf(by);
  requireSameNumber('by', columns, 'the table', key);
  const grouped = sql.join(columns.map((column) => sql.id(column)));
  return sql`left join (select ${grouped}, ${value} as value from ${rowsOf({ table, ...(where === undefined ? {} : { where }) })} as p group by ${grouped}) as r
        on ${allOf(columns.map((column, place) => sql`${sql.id('r', column)} = ${cell(key[place] ?? '')}`))}`;
}
