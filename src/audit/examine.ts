import { checks, type IndexNeed } from '../checks/index.ts';
import { connect, type Catalog, type DatabaseAddress, type Diagnostic, type ReadSession } from '../database/index.ts';
import { needsOf } from './run-check.ts';

/**
 * Looks at everything an audit depends on and tells of each thing as it goes: connection, server, privileges, tables and
 * columns per check, indexes.
 *
 * @throws DatabaseError when the database cannot be reached
 */
export async function* examine(address: DatabaseAddress): AsyncGenerator<Diagnostic> {
  const tables = [...new Set(checks.flatMap((check) => Object.keys(needsOf(check))))];
  const session = await connect(address, tables);
  try {
    yield { topic: 'Connection', level: 'ok', text: 'open, in a session that cannot write' };
    yield* await session.diagnose(tables);
    for (const check of checks) yield tablesOf(session.catalog, check.id, needsOf(check));
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

function tablesOf(catalog: Catalog, id: string, needs: ReturnType<typeof needsOf>): Diagnostic {
  const missing = catalog.missing(needs);
  return missing === null
    ? { topic: 'Tables', level: 'ok', text: `all that ${id} needs` }
    : { topic: 'Tables', level: 'problem', text: `${id} cannot run: ${missing.reason}` };
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
