import { CORE_TABLES, isForeign, isOwn, type Check } from '../checks/index.ts';
import type { ReadSession } from '../database/index.ts';
import { DatabaseError, UsageError } from '../errors.ts';
import { needsOf } from './run-check.ts';
import type { UserTable } from './scope.ts';

/** Every table that these checks, and the totals, read. */
export function tablesToRead(chosen: readonly Check[], users: UserTable): readonly string[] {
  return [...new Set([...chosen.flatMap((check) => Object.keys({ ...needsOf(check), ...check.mayRead })), ...CORE_TABLES, users.table])];
}

/**
 * Refuses to narrow checks to a person of which none can be: they would all be left out.
 *
 * @throws UsageError
 */
export function requireScope(chosen: readonly Check[]): void {
  if (chosen.some(({ unscoped }) => unscoped === undefined)) return;
  throw new UsageError(
    'NO_SCOPE',
    'None of the chosen checks can be narrowed by --user: leave it out, or say in them whose a row is ("user").',
  );
}

/**
 * Refuses a database in which no chosen check could look at anything: most likely it is the wrong one.
 *
 * @throws DatabaseError
 */
export function requireTables(session: ReadSession, chosen: readonly Check[]): void {
  const reasons = chosen.map((check) => session.catalog.missing(needsOf(check)));
  if (reasons.some((reason) => reason === null)) return;
  const tables = [...new Set(chosen.flatMap((check) => Object.keys(needsOf(check))))];
  const absent = tables.filter((table) => session.catalog.table(table) === undefined);
  const what =
    absent.length > 0
      ? `holds no table ${inWords(absent)}, or this account may not see ${absent.length === 1 ? 'it' : 'them'}`
      : `cannot be audited: ${[...new Set(reasons.map((reason) => reason?.reason))].join('; ')}`;
  const another =
    isForeign(session.catalog) && !chosen.some(isOwn)
      ? ', and for another application’s database "peerquest-audit new-check --table TABLE" proposes checks'
      : '';
  throw new DatabaseError('TABLES_MISSING', `The database "${session.name}" ${what}: "peerquest-audit doctor" tells more${another}.`);
}

/** Names enough to tell what was looked for. */
function inWords(tables: readonly string[]): string {
  const [first, rest] = [tables.slice(0, TOLD), tables.length - TOLD];
  return first.join(', ') + (rest > 0 ? `, nor ${rest} others` : '');
}

const TOLD = 4;
