import { sql } from 'kysely';
import { isOwn, type Check, type NamedRow, type ScanContext } from '../checks/index.ts';
import { countOf, endsSnapshot, type DatabaseRow, type Query, type ReadSession, type TableNeeds } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import {
  fingerprint,
  isInstant,
  printed,
  type CheckResult,
  type CheckSummary,
  type Evidence,
  type EvidenceValue,
  type Finding,
  type Wish,
} from '../model/index.ts';
import type { Acknowledged } from './acknowledged.ts';
import { nearMiss } from './near-miss.ts';
import { sameKeyWatch } from './same-key.ts';

/** Everything a check needs to run: its own tables and those its names come from. */
export function needsOf(check: Check): TableNeeds {
  const needs: Record<string, readonly string[]> = { ...check.needs };
  const add = (table: string, columns: readonly string[]): void => {
    needs[table] = [...new Set([...(needs[table] ?? []), ...columns])];
  };
  if (check.names.includes('user')) add('users_user', ['id', 'username']);
  if (check.names.includes('quest')) add('quests_quest', ['id', 'title']);
  if (check.names.includes('guild')) add('guilds_guild', ['guild_id', 'name']);
  return needs;
}

/** Findings that count, findings that are acknowledged, or a word that the check is still at work. */
export type CheckBatch =
  { readonly type: 'findings' | 'acknowledged'; readonly findings: readonly Finding[] } | { readonly type: 'working' };

/**
 * Runs one check and yields its findings in batches, in the order of its keys; returns its result. An error becomes the
 * outcome `could-not-run`: one broken check does not hide the others. Only one that ends the whole snapshot is thrown.
 *
 * @param wish what is wanted at least: more may come, and where only keys are wanted, nothing else of a finding is to be relied on
 * @param acknowledged null where nothing of the check is acknowledged: only then can the database do the counting
 */
export async function* runCheck(
  session: ReadSession,
  check: Check,
  context: ScanContext,
  wish: Wish,
  acknowledged: Acknowledged | null,
): AsyncGenerator<CheckBatch, Omit<CheckResult, 'check'>> {
  const startedAt = performance.now();
  const result = (part: Partial<CheckResult> & Pick<CheckResult, 'outcome'>): Omit<CheckResult, 'check'> => ({
    reason: null,
    count: null,
    acknowledged: 0,
    automatic: null,
    causes: null,
    notes: [],
    durationMs: Math.round(performance.now() - startedAt),
    ...part,
  });
  if (context.userId !== null && check.unscoped !== undefined) return result({ outcome: 'does-not-apply', reason: check.unscoped });
  const missing = session.catalog.missing(needsOf(check));
  if (missing !== null) {
    // The tool's checks look at what is there; an own check was written for this very database.
    const applies = missing.kind === 'forbidden' || check.source !== undefined;
    const meant = isOwn(check) && missing.kind === 'absent' ? await nearMiss(session, needsOf(check)) : '';
    return result({ outcome: applies ? 'could-not-run' : 'does-not-apply', reason: `${missing.reason}${meant}` });
  }
  const inapplicable = check.doesNotApply?.(context) ?? null;
  if (inapplicable !== null) return result({ outcome: 'does-not-apply', reason: inapplicable });
  const guarantee = check.guaranteedBy?.(session.catalog) ?? null;
  const sawAll = context.userId === null && (check.asides === undefined || context.includeDropped);
  const acknowledgementNotes = (): readonly string[] => acknowledged?.notes(sawAll) ?? [];
  if (guarantee !== null)
    return result({ outcome: 'passed', reason: guarantee, count: 0, automatic: 0, causes: [], notes: acknowledgementNotes() });
  try {
    const causes: Counts = new Map();
    const asides: Counts = new Map();
    let acknowledgedCount = 0;
    let automatic = 0;
    let whole = false;
    if (wish.detail !== 'counts' || acknowledged !== null || check.scan !== undefined) {
      // Whether a finding is acknowledged is not to be told before it is described: a limit cannot be the query's.
      const limit = acknowledged === null && check.scan === undefined ? (wish.limit ?? null) : null;
      const query = check.find({ ...context, wanted: 'findings' });
      // What is acknowledged is known by its evidence, which may hold names; and what an own check says of a row without, nobody knows.
      const named = wish.detail === 'findings' || acknowledged !== null || isOwn(check);
      const refuseSameKey = sameKeyWatch(check);
      let rowCount = 0;
      for await (const rows of check.scan?.(context) ?? streamOf(session, check, withNames(session, check, query, limit, named))) {
        const all = rows.map((row) => toFinding(check, row as NamedRow));
        refuseSameKey(all, rows);
        const told = acknowledged?.separate(all) ?? { counted: all, acknowledged: [] };
        for (const { cause, repair } of told.counted) {
          add(causes, cause, 1);
          if (repair === 'automatic') automatic += 1;
        }
        if (rows.length === 0) yield { type: 'working' };
        if (told.counted.length > 0) yield { type: 'findings', findings: told.counted };
        if (told.acknowledged.length > 0) yield { type: 'acknowledged', findings: told.acknowledged };
        rowCount += rows.length;
        acknowledgedCount += told.acknowledged.length;
      }
      // A list that ended before its limit has shown all there is.
      whole = limit === null || rowCount < limit;
    }
    if (!whole || check.asides !== undefined) {
      if (!whole) causes.clear();
      const found = check.find({ ...context, wanted: whole ? 'asides' : 'both' });
      if (await countByCause(session, check, found, causes, asides)) await refuseSameKeys(session, check, found);
    }
    const notes = Object.entries(check.asides ?? {}).flatMap(([aside, describe]) => {
      const number = asides.get(aside) ?? 0;
      return number === 0 ? [] : [describe(number)];
    });
    const count = [...causes.values()].reduce((sum, number) => sum + number, 0);
    return result({
      outcome: count === 0 ? 'passed' : 'found',
      count,
      acknowledged: acknowledgedCount,
      automatic: automaticOf(check, wish, { count, acknowledged: acknowledgedCount }, automatic),
      causes: [...causes]
        .flatMap(([cause, number]) => (cause === null ? [] : [{ cause, count: number }]))
        .sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1)),
      notes: [...notes, ...(check.notSeen?.(session.catalog) ?? []), ...acknowledgementNotes()],
    });
  } catch (error) {
    if (endsSnapshot(error)) throw error;
    return result({ outcome: 'could-not-run', reason: reasonOf(check, error) });
  }
}

/**
 * How many of the findings a repair mends: as the check says of all of them, or as those that were listed say, where the wish is for all.
 * It depends on the wish alone, so that a reader hears the same whoever listens besides.
 *
 * @param listed null where they were not looked at
 */
export function automaticOf(
  { mends }: Pick<CheckSummary, 'mends'>,
  { detail, limit = null }: Wish,
  { count, acknowledged }: { readonly count: number; readonly acknowledged: number },
  listed: number | null,
): number | null {
  if (mends === undefined || count === 0) return 0;
  if (mends === 'all') return count;
  return detail === 'findings' && (limit === null || count + acknowledged < limit) ? listed : null;
}

/** The result of a check that nobody could have answered. */
export function couldNotRun(reason: string): Omit<CheckResult, 'check'> {
  return { outcome: 'could-not-run', reason, count: null, acknowledged: 0, automatic: null, causes: null, notes: [], durationMs: 0 };
}

/** Why a check could not run. Engines name a column that an own check's query should have returned, and do not say who wants it. */
export function reasonOf({ source, orderBy }: Check, error: unknown): string {
  const sentence = sentenceOf(error);
  const missing = source === undefined ? undefined : orderBy.find((column) => sentence.includes(`found.${column}`));
  return missing === undefined ? sentence : printed`its query returns no column "${missing}", which "key" names`;
}

/**
 * The query whose rows are told of: bad rows in the order of their keys, with the names of what they are about.
 *
 * @param named false where nobody wants the names: they are null then, as where the rows that bear them are gone
 */
export function withNames(session: ReadSession, { names, orderBy }: Check, found: Query, limit: number | null, named = true): Query {
  const [withUser, withQuest, withGuild] = [names.includes('user'), names.includes('quest'), names.includes('guild')];
  const deleted = session.catalog.table('quests_quest')?.columns.get('is_deleted') === true;
  const name = (column: Query, as: string): Query => sql`, ${named ? column : sql`null`} as ${sql.id(as)}`;
  return sql`
    select found.*
      ${withUser ? name(sql`named_user.username`, 'username') : sql``}
      ${withQuest ? name(sql`named_quest.title`, 'title') : sql``}
      ${withQuest ? name(deleted ? sql`named_quest.is_deleted` : sql`0`, 'is_deleted') : sql``}
      ${withGuild ? name(sql`named_guild.name`, 'guild_name') : sql``}
    from (${found}) as found
    ${named && withUser ? sql`left join users_user as named_user on named_user.id = found.user_id` : sql``}
    ${named && withQuest ? sql`left join quests_quest as named_quest on named_quest.id = found.quest_id` : sql``}
    ${named && withGuild ? sql`left join guilds_guild as named_guild on named_guild.guild_id = found.guild_id` : sql``}
    order by ${sql.join(orderBy.map((column) => sql.ref(`found.${column}`)))}
    ${limit === null ? sql`` : sql`limit ${sql.lit(limit)}`}`;
}

/** Numbers of rows by cause or aside; null stands for a check without causes. */
type Counts = Map<string | null, number>;

function add(counts: Counts, name: string | null, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

/** Rows of a check of somebody else have numbers of one kind on every engine. */
function streamOf(session: ReadSession, check: Check, query: Query): AsyncIterable<readonly DatabaseRow[]> {
  return session.stream(query, isOwn(check) ? 'plain' : 'as-given');
}

/** @throws Error naming two rows with the same key, where there are any: some are equal to the database that are not the same */
async function refuseSameKeys(session: ReadSession, check: Check, found: Query): Promise<void> {
  const refuseSameKey = sameKeyWatch(check);
  for await (const rows of streamOf(session, check, withNames(session, check, found, null))) {
    refuseSameKey(
      rows.map((row) => toFinding(check, row as NamedRow)),
      rows,
    );
  }
}

/**
 * Counts the rows of a check.
 *
 * @returns whether rows of somebody else's check have keys that the database takes for equal
 */
async function countByCause(session: ReadSession, check: Check, found: Query, causes: Counts, asides: Counts): Promise<boolean> {
  const groups = [
    ...(Object.keys(check.causes).length === 0 ? [] : [sql.ref('found.cause')]),
    ...(check.asides === undefined ? [] : [sql.ref('found.aside')]),
  ];
  // A list would fail where an own check's query returns no such key: the count, which needs none, must not pass.
  const keys = check.source === undefined ? [] : check.orderBy.map((column) => sql.ref(`found.${column}`));
  const same = sql`count(*) over (partition by ${sql.join(keys)}) as same_key`;
  const counted = keys.length === 0 ? found : sql`select ${sql.join([...groups, same])} from (${found}) as found`;
  const numbers = keys.length === 0 ? sql`count(*) as count` : sql`count(*) as count, max(found.same_key) as same_key`;
  const query =
    groups.length === 0
      ? sql`select ${numbers} from (${counted}) as found`
      : sql`select ${sql.join(groups)}, ${numbers} from (${counted}) as found group by ${sql.join(groups)}`;
  const rows = await session.all(query);
  if (groups.length === 0) countOf(rows[0]?.['count']);
  for (const row of rows) {
    const text = (column: string, isThere: boolean): string | null => (isThere && row[column] != null ? String(row[column]) : null);
    const aside = text('aside', check.asides !== undefined);
    if (aside === null) add(causes, text('cause', Object.keys(check.causes).length > 0), countOf(row['count']));
    else add(asides, aside, countOf(row['count']));
  }
  return keys.length > 0 && rows.some(({ same_key: most }) => most !== null && countOf(most) > 1);
}

function toFinding(check: Check, row: NamedRow): Finding {
  const description = check.describe(row);
  const { expected, actual } = description;
  const evidence = isOwn(check) ? {} : { expected: timesApart(expected), actual: timesApart(actual) };
  return { check: check.id, fingerprint: fingerprint(check.id, description.key), ...description, ...evidence };
}

/**
 * Evidence whose times (`…At`) are times or null: what the database holds instead of one, such as `infinity` or
 * `0000-00-00 00:00:00`, stands beside it as `…AtText`, so that no reader of the report takes it for a time.
 */
function timesApart(evidence: Evidence): Evidence {
  const isNone = ([name, value]: readonly [string, EvidenceValue]): boolean =>
    name.endsWith('At') && typeof value === 'string' && !isInstant(value);
  const members = Object.entries(evidence);
  if (!members.some(isNone)) return evidence;
  return Object.fromEntries(
    members.flatMap((member) =>
      isNone(member)
        ? [
            [member[0], null],
            [`${member[0]}Text`, member[1]],
          ]
        : [member],
    ),
  );
}
