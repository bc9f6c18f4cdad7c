import { sql } from 'kysely';
import { allChecks, DEFAULT_LEVELS, isOwn, type Check, type IndexNeed } from '../checks/index.ts';
import { connect, primaryOf, type Catalog, type DatabaseAddress, type Diagnostic, type ReadSession } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { isForeign } from './fit-choice.ts';
import { needsOf, reasonOf } from './run-check.ts';
import { TOTALS_NEEDS } from './totals.ts';

/**
 * Looks at everything an audit depends on and tells of each thing as it goes: connection, server, privileges, tables and
 * columns per check, indexes, the queries of own checks.
 *
 * @param ownChecks checks besides the tool's
 * @throws DatabaseError when the database cannot be reached
 */
export async function* examine(address: DatabaseAddress, ownChecks: readonly Check[]): AsyncGenerator<Diagnostic> {
  const all = allChecks(ownChecks);
  const tables = [...new Set([...all.flatMap((check) => Object.keys(needsOf(check))), ...Object.keys(TOTALS_NEEDS)])];
  const session = await connect(address, tables);
  try {
    yield { topic: 'Connection', level: 'ok', text: 'open, in a session that cannot write' };
    yield* await session.diagnose(tables);
    // Of another application's database the tool's checks have nothing to say.
    const checks = ownChecks.length > 0 && isForeign(session.catalog) ? ownChecks : all;
    for (const check of checks) yield tablesOf(session.catalog, check);
    for (const check of checks.filter(isOwn)) {
      if (session.catalog.missing(needsOf(check)) === null) yield await queryOf(session, check);
    }
    const needed = new Map<string, IndexNeed>(
      checks.flatMap((check) => check.indexes).map((index) => [`${index.table} ${index.columns.join()}`, index]),
    );
    for (const index of needed.values()) {
      if (session.catalog.table(index.table) !== undefined) yield indexOf(session, index);
    }
    if (session.catalog.table('quests_questparticipant') !== undefined) yield participantKey(session);
  } finally {
    await session.close();
  }
}

/**
 * Looks at where a database is written that has another address to be read: whether it is the same one, and what it says of itself.
 * Trouble there stands in the way of repairs only.
 */
export async function* examinePrimary(address: DatabaseAddress): AsyncGenerator<Diagnostic> {
  const tables = Object.keys(TOTALS_NEEDS);
  const sessions: ReadSession[] = [];
  try {
    const read = await connect(address, tables);
    sessions.push(read);
    const written = await connect(primaryOf(address), tables);
    sessions.push(written);
    await read.identity();
    yield { topic: 'Connection', level: 'ok', text: 'open, and the same database, as far as the two servers tell' };
    yield* await written.diagnose(tables);
  } catch (error) {
    yield { topic: 'Connection', level: 'advice', text: `no repair is possible: ${sentenceOf(error)}` };
  } finally {
    for (const session of sessions) await session.close();
  }
}

function tablesOf(catalog: Catalog, check: Check): Diagnostic {
  const missing = catalog.missing(needsOf(check));
  if (missing === null) return { topic: 'Tables', level: 'ok', text: `all that ${check.id} needs` };
  const optional = missing.kind === 'absent' && check.phase === null && !isOwn(check);
  return optional
    ? { topic: 'Tables', level: 'note', text: `${check.id} does not apply: ${missing.reason}` }
    : { topic: 'Tables', level: 'problem', text: `${check.id} cannot run: ${missing.reason}` };
}

/** Whether the database understands the query of an own check, and whether it returns the columns of its key. */
async function queryOf(session: ReadSession, check: Check): Promise<Diagnostic> {
  const { id, orderBy, source } = check;
  try {
    const context = { userId: null, includeDropped: false, levels: DEFAULT_LEVELS, wanted: 'findings' as const };
    const found = check.find({ ...context, capabilities: session.capabilities, catalog: session.catalog });
    const key = sql.join(orderBy.map((column) => sql.ref(`found.${column}`)));
    await session.all(sql`select ${key} from (${found}) as found limit 0`);
    return { topic: 'Query', level: 'ok', text: `${id}: understood (${source})` };
  } catch (error) {
    return { topic: 'Query', level: 'problem', text: `${id} in ${source} cannot run: ${reasonOf(check, error)}` };
  }
}

function indexOf({ catalog, capabilities }: ReadSession, { table, columns }: IndexNeed): Diagnostic {
  const index = catalog.indexOn(table, columns);
  const what = `${table} (${columns.join(', ')})`;
  return index === undefined
    ? {
        topic: 'Index',
        level: 'advice',
        text: `${what} is missing: a large audit would be slow; ${capabilities.createIndex(table, columns)}`,
      }
    : { topic: 'Index', level: 'ok', text: `${what}: ${index.name}` };
}

function participantKey({ catalog }: ReadSession): Diagnostic {
  const index = catalog.uniqueIndex('quests_questparticipant', ['quest_id', 'user_id']);
  return index === undefined
    ? {
        topic: 'Unique index',
        level: 'advice',
        text: 'quests_questparticipant (quest_id, user_id) is not unique, as before July 2025: duplicates can be written; apply the application’s migrations once the audit finds none',
      }
    : { topic: 'Unique index', level: 'ok', text: `${index.name} forbids duplicate participants` };
}
