import { sql } from 'kysely';
import type { Check, FindContext, NamedRow } from '../checks/index.ts';
import type { DatabaseValue, Query, ReadSession, TableNeeds } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { fingerprint, type CheckResult, type Finding } from '../model/index.ts';

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

/** Findings of one check: counted, or listed up to a limit. */
export interface Listing {
  /** List findings, or only count them. */
  readonly list: boolean;
  /** At most this many are listed; null for all. */
  readonly limit: number | null;
}

/**
 * Runs one check and yields its findings in batches, in the order of its keys; returns its result. An error becomes the
 * outcome `could-not-run`: one broken check does not hide the others.
 */
export async function* runCheck(
  session: ReadSession,
  check: Check,
  context: Omit<FindContext, 'wanted'>,
  listing: Listing,
): AsyncGenerator<readonly Finding[], Omit<CheckResult, 'check'>> {
  const startedAt = performance.now();
  const result = (part: Partial<CheckResult> & Pick<CheckResult, 'outcome'>): Omit<CheckResult, 'check'> => ({
    reason: null,
    count: null,
    causes: null,
    listed: 0,
    notes: [],
    durationMs: Math.round(performance.now() - startedAt),
    ...part,
  });
  const missing = session.catalog.missing(needsOf(check));
  if (missing !== null) {
    return result({ outcome: missing.kind === 'absent' ? 'does-not-apply' : 'could-not-run', reason: missing.reason });
  }
  const guarantee = check.guaranteedBy?.(session.catalog) ?? null;
  if (guarantee !== null) return result({ outcome: 'passed', reason: guarantee, count: 0, causes: [] });
  try {
    const causes: Counts = new Map();
    const asides: Counts = new Map();
    let listed = 0;
    let whole = false;
    if (listing.list) {
      const found = check.find({ ...context, wanted: 'findings' });
      for await (const rows of session.stream(withNames(session, check, found, listing.limit))) {
        const findings = rows.map((row) => toFinding(check, row as NamedRow));
        for (const { cause } of findings) add(causes, cause, 1);
        listed += findings.length;
        yield findings;
      }
      // A list that ended before its limit has shown all there is.
      whole = listing.limit === null || listed < listing.limit;
    }
    if (!whole || check.asides !== undefined) {
      if (!whole) causes.clear();
      await countByCause(session, check, check.find({ ...context, wanted: whole ? 'asides' : 'both' }), causes, asides);
    }
    const notes = Object.entries(check.asides ?? {}).flatMap(([aside, describe]) => {
      const number = asides.get(aside) ?? 0;
      return number === 0 ? [] : [describe(number)];
    });
    const count = [...causes.values()].reduce((sum, number) => sum + number, 0);
    return result({
      outcome: count === 0 ? 'passed' : 'found',
      count,
      causes: [...causes]
        .flatMap(([cause, number]) => (cause === null ? [] : [{ cause, count: number }]))
        .sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1)),
      listed,
      notes,
    });
  } catch (error) {
    return result({ outcome: 'could-not-run', reason: sentenceOf(error) });
  }
}

/** The query whose rows are shown: bad rows with the names of what they are about, in the order of their keys. */
function withNames(session: ReadSession, check: Check, found: Query, limit: number | null): Query {
  const withUser = check.names.includes('user');
  const withQuest = check.names.includes('quest');
  const withGuild = check.names.includes('guild');
  const deleted = session.catalog.table('quests_quest')?.columns.get('is_deleted') === true;
  return sql`
    select found.*
      ${withUser ? sql`, named_user.username` : sql``}
      ${withQuest ? sql`, named_quest.title, ${deleted ? sql`named_quest.is_deleted` : sql`0 as is_deleted`}` : sql``}
      ${withGuild ? sql`, named_guild.name as guild_name` : sql``}
    from (${found}) as found
    ${withUser ? sql`left join users_user as named_user on named_user.id = found.user_id` : sql``}
    ${withQuest ? sql`left join quests_quest as named_quest on named_quest.id = found.quest_id` : sql``}
    ${withGuild ? sql`left join guilds_guild as named_guild on named_guild.guild_id = found.guild_id` : sql``}
    order by ${sql.join(check.orderBy.map((column) => sql.ref(`found.${column}`)))}
    ${limit === null ? sql`` : sql`limit ${sql.lit(limit)}`}`;
}

/** Numbers of rows by cause or aside; null stands for a check without causes. */
type Counts = Map<string | null, number>;

function add(counts: Counts, name: string | null, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

async function countByCause(session: ReadSession, check: Check, found: Query, causes: Counts, asides: Counts): Promise<void> {
  const groups = [
    ...(Object.keys(check.causes).length === 0 ? [] : [sql.ref('found.cause')]),
    ...(check.asides === undefined ? [] : [sql.ref('found.aside')]),
  ];
  const query =
    groups.length === 0
      ? sql`select count(*) as count from (${found}) as found`
      : sql`select ${sql.join(groups)}, count(*) as count from (${found}) as found group by ${sql.join(groups)}`;
  for (const row of await session.all(query)) {
    const aside = row['aside'] ?? null;
    if (aside === null) add(causes, text(row['cause'] ?? null), Number(row['count']));
    else add(asides, text(aside), Number(row['count']));
  }
}

function text(value: DatabaseValue): string | null {
  return value === null ? null : String(value);
}

function toFinding(check: Check, row: NamedRow): Finding {
  const description = check.describe(row);
  return { check: check.id, fingerprint: fingerprint(check.id, description.key), ...description };
}
