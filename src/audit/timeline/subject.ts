import { sql } from 'kysely';
import { isOwn, type Check } from '../../checks/index.ts';
import { valueIfThere, type DatabaseRow, type DatabaseValue, type ReadSession } from '../../database/index.ts';
import { instant, isWholeNumber, type Finding, type FindingKey, type RowId } from '../../model/index.ts';
import { rowNamedBy, withoutQuotes } from '../named-row.ts';
import { ownerOf, ownersNeeded, PARTICIPANTS, STORIES, text, type Story, type Topic } from './stories.ts';

/** What a timeline is about: what the keys of a finding name, as the database stores it. */
export interface Subject {
  readonly topics: Readonly<Partial<Record<Topic, DatabaseValue>>>;
  /** The row of a finding that is about one column of one row. */
  readonly row: { readonly story: Story; readonly id: DatabaseValue } | null;
  /** The quest's title, which texts name it by; null where it has none. */
  readonly title: string | null;
}

/** The columns of a check's rows, and the members of its keys, that name a topic. */
const NAMED: readonly (readonly [Topic, string, string])[] = [
  ['quest', 'quest_id', 'questId'],
  ['user', 'user_id', 'userId'],
  ['guild', 'guild_id', 'guildId'],
];

/** The table of a finding that is about something in one table of which nothing is told; null for any other finding. */
export function untoldTable(check: Check, { key: { table } }: Finding): string | null {
  return isOwn(check) || typeof table !== 'string' || STORIES.some((story) => story.table === table) ? null : table;
}

/** What a finding is about, by the row in which it was found. */
export async function subjectOf(session: ReadSession, check: Check, { key, quest }: Finding, found: DatabaseRow): Promise<Subject> {
  const named: Partial<Record<Topic, DatabaseValue>> = {};
  for (const [topic, column, member] of NAMED) {
    const value = valueIfThere(found, column);
    // What an own check calls its keys is its own affair: it says what they are by the names that it wants.
    const isNamed = isOwn(check) ? check.names.includes(topic) : Object.hasOwn(key, member);
    if (value !== null && isNamed) named[topic] = withoutQuotes(value);
  }
  const one = rowNamedBy(check, key, found, session.catalog);
  const story = one === null ? undefined : storyOf(one.table, key['column']);
  const row = one === null || story === undefined ? null : { story, id: one.id };
  const topics = row === null ? named : await topicsOf(session, row);
  return { topics, row, title: quest === null || quest.title === '' ? null : quest.title };
}

/** The story of a row, which tells of the column that the finding is about besides. */
function storyOf(table: string, column: FindingKey[string] | undefined): Story | undefined {
  const story = STORIES.find((one) => one.table === table);
  if (story === undefined || typeof column !== 'string' || Object.hasOwn(story.times, column) || Object.hasOwn(story.state, column))
    return story;
  return { ...story, state: { ...story.state, [column]: (told: DatabaseValue) => instant(told) ?? text(told) } };
}

/** The quest, the person and the guild of one row; nothing where the row cannot be looked at. */
async function topicsOf(session: ReadSession, { story, id }: NonNullable<Subject['row']>): Promise<Subject['topics']> {
  const { table, key, through, of } = story;
  if (session.catalog.missing(ownersNeeded(story)) !== null) return {};
  const owners = (Object.keys(of) as Topic[]).map((topic) => sql`${ownerOf(story, topic)} as ${sql.id(topic)}`);
  const [row = {}] = await session.all(sql`
    select ${sql.join(owners)} from ${sql.id(table)} as t
    ${through === undefined ? sql`` : sql`left join ${sql.id(PARTICIPANTS)} as p on p.id = ${sql.id('t', through)}`}
    where ${sql.id('t', key)} = ${id}`);
  return Object.fromEntries(Object.entries(row).flatMap(([topic, value]) => (value === null ? [] : [[topic, withoutQuotes(value)]])));
}

/** The rows of a table that a finding's keys name one by one, by their numbers. */
export function namedRows({ label }: Story, { key }: Finding): readonly RowId[] {
  return [key[`${label}Id`] ?? [], key[`${label}Ids`] ?? []].flat().filter(isWholeNumber);
}
