import { sql } from 'kysely';
import type { Check } from '../../checks/index.ts';
import type { Query, ReadSession } from '../../database/index.ts';
import type { RowId } from '../../model/index.ts';
import { ownerOf, ownersNeeded, PARTICIPANTS, USERS, type Story, type Topic } from './stories.ts';
import type { Subject } from './subject.ts';

/** The rows of a story that belong to a subject. */
interface Rows {
  /** Null where the table has nothing to do with the subject, or cannot be looked at. */
  readonly query: Query | null;
  /** What is not there to be looked at, in words. */
  readonly missing: readonly string[];
}

const NOTHING: Rows = { query: null, missing: [] };

/**
 * Which rows of a story's table a timeline tells of, and of which columns: what belongs to the quest, to the guild, and of a person alone
 * what the check looks at and what names the quest at hand, as a life is long.
 *
 * @param named rows that come first, before the newest
 * @param withNames whether people are told by their names
 */
export function rowsOf(
  story: Story,
  { topics, row, title }: Subject,
  check: Check,
  { catalog, capabilities }: ReadSession,
  { named, limit, withNames }: { readonly named: readonly RowId[]; readonly limit: number; readonly withNames: boolean },
): Rows {
  const { table, key, of, through, times, state, names = [] } = story;
  const isRow = row?.story.table === table;
  const shared = (Object.keys(of) as Topic[]).filter((topic) => topics[topic] !== undefined);
  if (!isRow && shared.length === 0) return NOTHING;
  const isPersons = !isRow && shared.length === 1 && shared[0] === 'user' && table !== USERS;
  const namesQuest = isPersons && names.length > 0 && topics.quest !== undefined && title !== null;
  const isRead = row === null && { ...check.needs, ...check.mayRead }[table] !== undefined;
  if (isPersons && !namesQuest && !isRead) return NOTHING;

  const needed = catalog.missing(ownersNeeded(story)) ?? catalog.missing({ [table]: namesQuest ? names : [] });
  if (needed !== null) return { query: null, missing: [needed.reason] };
  const optional = [...Object.keys(times), ...Object.keys(state)];
  const missing = optional.flatMap((column) => catalog.missing({ [table]: [column] })?.reason ?? []);
  const columns = optional.filter((column) => catalog.missing({ [table]: [column] }) === null);
  const hasNames = withNames && of.user !== undefined && catalog.missing({ [USERS]: ['id', 'username'] }) === null;
  const newest = columns.find((column) => column in times);

  const selected = [
    sql`${sql.id('t', key)} as row_id`,
    ...(of.user === undefined ? [] : [sql`${ownerOf(story, 'user')} as person`]),
    ...(hasNames ? [sql`who.username as person_name`] : []),
    ...columns.map((column) => sql.id('t', column)),
  ];
  const mentions = names.map((column) => capabilities.namesWord(sql.id('t', column), sql`${title}`));
  const conditions = [
    ...(isRow ? [sql`${sql.id('t', key)} = ${row.id}`] : shared.map((topic) => sql`${ownerOf(story, topic)} = ${topics[topic]}`)),
    ...(namesQuest ? [sql`(${sql.join(mentions, sql` or `)})`] : []),
  ];
  const order = [
    ...(named.length === 0 ? [] : [sql`case when ${sql.id('t', key)} in (${capabilities.amongIds(named)}) then 0 else 1 end`]),
    ...(newest === undefined ? [] : [sql`${sql.id('t', newest)} desc`]),
    sql`${sql.id('t', key)} desc`,
  ];
  return {
    query: sql`
      select ${sql.join(selected)}
      from ${sql.id(table)} as t
      ${through === undefined ? sql`` : sql`left join ${sql.id(PARTICIPANTS)} as p on p.id = ${sql.id('t', through)}`}
      ${hasNames ? sql`left join ${sql.id(USERS)} as who on who.id = ${ownerOf(story, 'user')}` : sql``}
      where ${sql.join(conditions, sql` and `)}
      order by ${sql.join(order)} limit ${sql.lit(limit)}`,
    missing,
  };
}
