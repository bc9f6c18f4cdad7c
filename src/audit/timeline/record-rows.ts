import { sql } from 'kysely';
import type { DatabaseValue, Query, ReadSession, TableSchema } from '../../database/index.ts';
import { boolean, bytesText, instant, uuid } from '../../model/index.ts';
import { ownerOf, ownersNeeded, PARTICIPANTS, STORIES, type Story } from './stories.ts';

/** The rows of one table that belong to a record. */
export interface RecordTable {
  readonly table: string;
  /** What a row is called. */
  readonly label: string;
  readonly columns: readonly string[];
  /** By key. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, string | null>>>;
  /** Whether there are more. */
  readonly more: boolean;
}

/** A quest or a person, as a database knows it. */
export interface RecordWish {
  readonly topic: 'quest' | 'user';
  readonly id: DatabaseValue;
  /** Titles by which entries name a quest. */
  readonly titles: readonly string[];
}

/**
 * A record and what belongs to it, whole rows: the tables that timelines tell of, one query each. The record itself comes first.
 *
 * @param session one whose catalog knows the tables of timelines
 * @param most rows of a table, those with the lowest keys
 */
export async function recordRows(session: ReadSession, wish: RecordWish, most: number): Promise<readonly RecordTable[]> {
  const stories = STORIES.filter((story) => isOf(story, wish) && session.catalog.missing(ownersNeeded(story)) === null);
  const schemas = new Map((await session.schema(stories.map(({ table }) => table))).map((schema) => [schema.name, schema]));
  const tables: RecordTable[] = [];
  for (const story of stories) {
    const schema = schemas.get(story.table);
    if (schema === undefined) continue;
    const rows = await session.all(rowsQuery(story, wish, schema, session, most + 1));
    const key = (row: (typeof rows)[number]): string => String(valueText(row[story.key] ?? null, kindOf(schema, story.key)));
    const values = (row: (typeof rows)[number]): Record<string, string | null> =>
      Object.fromEntries(schema.columns.map(({ name, kind }) => [name, valueText(row[name] ?? null, kind)]));
    tables.push({
      table: story.table,
      label: story.label,
      columns: schema.columns.map(({ name }) => name),
      rows: new Map(rows.slice(0, most).map((row) => [key(row), values(row)])),
      more: rows.length > most,
    });
  }
  const isOwn = ({ table }: RecordTable): boolean => STORIES.find((story) => story.table === table)?.of[wish.topic] === keyOf(table);
  return [...tables.filter(isOwn), ...tables.filter((table) => !isOwn(table))];
}

const keyOf = (table: string): string | undefined => STORIES.find((story) => story.table === table)?.key;

/** Whether a table's rows belong to such a record, by a column or by its title. */
function isOf({ of, names }: Story, { topic, titles }: RecordWish): boolean {
  return of[topic] !== undefined || (topic === 'quest' && titles.length > 0 && names !== undefined);
}

function rowsQuery(story: Story, { topic, id, titles }: RecordWish, schema: TableSchema, session: ReadSession, limit: number): Query {
  const { table, key, of, through, names = [] } = story;
  const named = names.filter((name) => schema.columns.some((column) => column.name === name));
  const mentions = named.flatMap((name) => titles.map((title) => session.capabilities.namesWord(sql.id('t', name), sql`${title}`)));
  const condition =
    of[topic] !== undefined ? sql`${ownerOf(story, topic)} = ${id}` : mentions.length === 0 ? sql`1 = 0` : sql.join(mentions, sql` or `);
  return sql`
    select ${sql.join(schema.columns.map(({ name }) => sql.id('t', name)))}
    from ${sql.id(table)} as t
    ${through === undefined ? sql`` : sql`left join ${sql.id(PARTICIPANTS)} as p on p.id = ${sql.id('t', through)}`}
    where ${condition} order by ${sql.id('t', key)} limit ${sql.lit(limit)}`;
}

const kindOf = ({ columns }: TableSchema, column: string): TableSchema['columns'][number]['kind'] =>
  columns.find(({ name }) => name === column)?.kind ?? 'other';

/** A value as text, the same on every engine. */
function valueText(value: DatabaseValue, kind: TableSchema['columns'][number]['kind']): string | null {
  if (value === null) return null;
  if (kind === 'instant') return instant(value);
  if (kind === 'uuid') return uuid(value);
  if (kind === 'boolean') return boolean(value) ? 'yes' : 'no';
  return value instanceof Uint8Array ? bytesText(value) : String(value);
}
