import {
  allChecks,
  CORE_TABLES,
  DEFAULT_LEVELS,
  isForeign,
  isOwn,
  checks as toolChecks,
  type Check,
  type IndexNeed,
} from '../checks/index.ts';
import { connect, primaryOf, type Catalog, type DatabaseAddress, type Diagnostic, type ReadSession } from '../database/index.ts';
import { DatabaseError, sentenceOf } from '../errors.ts';
import { holdsRows } from '../model/index.ts';
import { wishesOf } from './audit.ts';
import { fittingChecks } from './fit-choice.ts';
import { needsOf, reasonOf, withNames } from './run-check.ts';

/**
 * Looks at everything an audit depends on and tells of each thing as it goes: connection, server, privileges, tables and
 * columns per check, indexes, the queries of own checks.
 *
 * @param ownChecks checks besides the tool's
 * @throws DatabaseError when the database cannot be reached
 */
export async function* examine(address: DatabaseAddress, ownChecks: readonly Check[]): AsyncGenerator<Diagnostic> {
  const all = allChecks(ownChecks);
  const tables = [...new Set([...all.flatMap((check) => Object.keys(needsOf(check))), ...CORE_TABLES])];
  const session = await connect(address, tables, wishesOf(all));
  try {
    yield { topic: 'Connection', level: 'ok', text: 'open, in a session that cannot write' };
    yield* await session.diagnose(tables);
    const checks = fittingChecks(all, session.catalog);
    yield* relationsOf(session.catalog);
    if (isForeign(session.catalog)) yield foreignDiagnostic(checks);
    for (const check of checks) yield tablesDiagnostic(session.catalog, check);
    for (const check of checks) {
      const result = await queryOf(session, check);
      if (result !== null) yield result;
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
  const tables = CORE_TABLES;
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

/** What is said of the tool's checks that have nothing to look at in another application's database: a line for all of them. */
function foreignDiagnostic(fitting: readonly Check[]): Diagnostic {
  const topic = 'Tables';
  const left = toolChecks.length - fitting.filter((check) => !isOwn(check)).length;
  return fitting.some(isOwn)
    ? { topic, level: 'note', text: `none of PeerQuest’s is here: its ${left} checks are left out` }
    : {
        topic,
        level: 'problem',
        text: `none of PeerQuest’s is here, so none of its ${left} checks can run: name its database, or declare checks of your own for this one ("peerquest-audit new-check --table TABLE" proposes some)`,
      };
}

function tablesDiagnostic(catalog: Catalog, check: Check): Diagnostic {
  const missing = catalog.missing(needsOf(check));
  if (missing === null) return { topic: 'Tables', level: 'ok', text: `all that ${check.id} needs` };
  const optional = missing.kind === 'absent' && check.phase === null && !isOwn(check);
  return optional
    ? { topic: 'Tables', level: 'note', text: `${check.id} does not apply: ${missing.reason}` }
    : { topic: 'Tables', level: 'problem', text: `${check.id} cannot run: ${missing.reason}` };
}

/** What is read that is no plain table: the rows of a view, or of another server, are not all that there are. */
function* relationsOf(catalog: Catalog): Generator<Diagnostic> {
  for (const [name, kind] of Object.entries(catalog.relations() ?? {})) {
    yield holdsRows(kind)
      ? { topic: 'Relation', level: 'note', text: `${name} is a ${kind}` }
      : { topic: 'Relation', level: 'advice', text: `${name} is a ${kind}: what it leaves out is not seen` };
  }
}

/**
 * Whether the database understands the query of a check as an audit asks it, names and order included; null where it is not asked. Of
 * the tool's own checks only what is wrong is told.
 */
async function queryOf(session: ReadSession, check: Check): Promise<Diagnostic | null> {
  const { id, source } = check;
  const isAsked = check.scan === undefined && (check.guaranteedBy?.(session.catalog) ?? null) === null;
  if (!isAsked || session.catalog.missing(needsOf(check)) !== null) return null;
  const of = source === undefined ? id : `${id} in ${source}`;
  try {
    const { capabilities, catalog } = session;
    const context = { userId: null, includeDropped: true, levels: DEFAULT_LEVELS, wanted: 'both' as const, capabilities, catalog };
    await session.all(withNames(session, check, check.find(context), 0));
    return isOwn(check) ? { topic: 'Query', level: 'ok', text: `${id}: understood (${source ?? ''})` } : null;
  } catch (error) {
    // A right that only one check beyond the five wants does not stand in the way of an audit.
    const isSpared = check.phase === null && !isOwn(check) && error instanceof DatabaseError && error.code === 'NO_PRIVILEGE';
    return { topic: 'Query', level: isSpared ? 'advice' : 'problem', text: `${of} cannot run: ${reasonOf(check, error)}` };
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
