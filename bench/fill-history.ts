import { hostname } from 'node:os';
import { Kysely, sql, type RawBuilder } from 'kysely';
import { parseDatabaseUrl, storeConnection } from '../src/database/index.ts';
import { openStore } from '../src/history/index.ts';
import type { HistoryTables } from '../src/history/history-tables.ts';
import { hash48, packed } from '../src/history/packed.ts';
import { CHECK_IDS, line } from '../src/model/index.ts';

/** How large a history is made. */
export interface HistorySize {
  readonly runs: number;
  readonly episodes: number;
}

/** One person, one quest and one finding that the history tells of. */
export const FILLED = { user: 'adventurer7', quest: 7, finding: '00000000000000000000000000000007' } as const;

/** Findings whose words are kept together, as a run keeps them. */
const BLOCK = 256;
const HOUR = 3_600_000;

/** What 16 bytes that differ from row to row are on each engine. */
const BYTES: Readonly<Record<string, RawBuilder<unknown>>> = {
  sqlite: sql`randomblob(16)`,
  postgresql: sql`decode(md5(cast(n as text)), 'hex')`,
  mariadb: sql`unhex(md5(n))`,
};

/**
 * Makes a store with a history of one subject: a run an hour up to now, each of which looked at all checks of the tool, and episodes that
 * began at any of them, of which nine in ten are over after at most forty runs.
 */
export async function fillHistory(engine: string, url: string, { runs, episodes }: HistorySize): Promise<void> {
  const address = parseDatabaseUrl(url);
  await (await openStore(address, 'create'))?.close();
  const connection = await storeConnection(address, 'write');
  if (connection === null) throw new Error(`There is no store at ${url}.`);
  const database = new Kysely<unknown>({ dialect: connection.dialect });
  try {
    await database.connection().execute(async (session) => {
      await sql`begin`.execute(session);
      await fillSubject(session, { runs, episodes });
      await fillRuns(session, runs);
      await fillSpans(session, { runs, episodes }, BYTES[engine] ?? sql`null`);
      await sql`commit`.execute(session);
    });
    await sql`analyze ${sql.raw(engine === 'mariadb' ? 'table peerquest_audit_span, peerquest_audit_look' : '')}`.execute(database);
  } finally {
    await database.destroy();
  }
}

/** Whole numbers from 0, as a table `numbers` with a column `n`. */
function numbers(count: number): RawBuilder<unknown> {
  const digits = sql.join(
    Array.from({ length: 10 }, (_, digit) => sql.raw(`select ${digit} as d`)),
    sql` union all `,
  );
  return sql`(select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d as n
    from (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) e, (${digits}) f,
      (${digits}) g where a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d < ${sql.raw(String(count))}) numbers`;
}

async function fillSubject(session: Kysely<unknown>, { runs, episodes }: HistorySize): Promise<void> {
  const words = [...CHECK_IDS, 'settings bench'];
  const blocks = Math.ceil(episodes / BLOCK);
  await sql`insert into peerquest_audit_subject (id, name, last_number, last_word, last_span, last_block)
    values (1, 'bench', ${runs}, ${words.length}, ${episodes}, ${blocks})`.execute(session);
  for (const [at, word] of words.entries()) {
    await sql`insert into peerquest_audit_word (subject_id, word_no, word) values (1, ${at + 1}, ${word})`.execute(session);
    if (at === CHECK_IDS.length) continue;
    await sql`insert into peerquest_audit_check_state (subject_id, check_no, looked_at, settings_no)
      values (1, ${at + 1}, ${startedAt(0)}, ${words.length})`.execute(session);
  }
  const said = Array.from({ length: BLOCK }, (_, id) => ({
    key: { questId: id },
    user: { id: `user ${id}`, username: `adventurer${id}` },
    quest: { id, title: `Repair the Library (${id})` },
    cause: null,
    expected: { participants: 1 },
    actual: { participants: 0, approvedAt: startedAt(id) },
    repair: 'manual',
    headline: line`adventurer${id} is approved for Repair the Library (${id})`,
    details: [],
  }));
  await sql`insert into peerquest_audit_block (subject_id, block_no, data)
    select 1, n + 1, ${packed(said)} from ${numbers(blocks)}`.execute(session);
}

async function fillRuns(session: Kysely<unknown>, runs: number): Promise<void> {
  for (let number = 1; number <= runs; number++) {
    const at = startedAt(runs - number);
    const id = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
    await sql`insert into peerquest_audit_recording (subject_id, number, id, mode, state, started_at, finished_at, duration_ms, tool_version,
        operator, database_engine, database_name, detail, exit_code, critical, warning, info, acknowledged, changes)
      values (1, ${number}, ${id}, 'audit', 'finished', ${at}, ${at}, 4000, '0.1.0', ${`bench@${hostname()}`}, 'SQLite', 'bench', 'findings', 1,
        ${number % 100}, ${number % 70}, 3, 0, 0)`.execute(session);
  }
  // Each check finds more or fewer from run to run; some find nothing, and one could not run now and then.
  await sql`insert into peerquest_audit_look (subject_id, number, check_no, part, outcome, severity, found, acknowledged, duration_ms, examined, extent,
      resolved, lived_ms)
    select 1, 1 + (n - n % ${sql.raw(String(CHECK_IDS.length))}) / ${sql.raw(String(CHECK_IDS.length))}, 1 + n % ${sql.raw(String(CHECK_IDS.length))}, 0,
      case when n % 997 = 0 then 'could-not-run' when n % 5 = 0 then 'passed' else 'found' end,
      case n % 3 when 0 then 'critical' when 1 then 'warning' else 'info' end,
      case when n % 997 = 0 then null when n % 5 = 0 then 0 else n % 89 end, 0, 20 + n % 50, 100000, 'all', n % 20, n % 20 * 40000000
    from ${numbers(runs * CHECK_IDS.length)}`.execute(session);
}

async function fillSpans(session: Kysely<unknown>, { runs, episodes }: HistorySize, bytes: RawBuilder<unknown>): Promise<void> {
  const perRun = Math.ceil(episodes / runs);
  // Spans are numbered in the order of the runs that began them.
  const since = sql.raw(`(1 + (n - n % ${perRun}) / ${perRun})`);
  const isOver = sql.raw(`(n % 10 > 0 and 1 + (n - n % ${perRun}) / ${perRun} + 1 + n % 40 <= ${runs})`);
  await sql`insert into peerquest_audit_span (subject_id, span_no, fingerprint, check_no, user_hash, quest_hash, began, began_as, since, ended, ended_as,
      settings_no, acknowledged, evidence, content, block_no, place)
    select 1, n + 1, ${bytes}, 1 + n % ${sql.raw(String(CHECK_IDS.length))}, n % 5000, n % 20000, ${since}, 0, ${since},
      case when ${isOver} then ${since} + 1 + n % 40 end, case when ${isOver} then 0 end,
      ${sql.raw(String(CHECK_IDS.length + 1))}, 0, n, n, 1 + (n - n % ${sql.raw(String(BLOCK))}) / ${sql.raw(String(BLOCK))}, n % ${sql.raw(String(BLOCK))}
    from ${numbers(episodes)}`.execute(session);
  const spans = (session as Kysely<HistoryTables>).updateTable('peerquest_audit_span');
  await spans
    .set({ user_hash: hash48(FILLED.user) })
    .where('user_hash', '=', 7)
    .execute();
  await spans
    .set({ quest_hash: hash48(String(FILLED.quest)) })
    .where('quest_hash', '=', FILLED.quest)
    .execute();
  await spans
    .set({ fingerprint: Buffer.from(FILLED.finding, 'hex') })
    .where('span_no', '=', 8)
    .execute();
}

/** When a run began that is so many hours old. */
function startedAt(hoursAgo: number): string {
  return new Date(Math.floor(performance.timeOrigin / HOUR) * HOUR - hoursAgo * HOUR).toISOString();
}
