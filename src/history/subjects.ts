import type { Kysely } from 'kysely';
import { UsageError } from '../errors.ts';
import { printed } from '../model/index.ts';
import type { HistoryTables } from './history-tables.ts';

/** What a history is about. */
export interface Subject {
  readonly id: number;
  /** The name of a database, or where it has none its identity. */
  readonly name: string;
  /** The same for people: one without a name is known by that of its database. */
  readonly title: string;
  /** What its database was called when it was looked at last. */
  readonly database: string;
  readonly runs: number;
  /** When its last run began: ISO 8601 UTC. */
  readonly lastRunAt: string;
  /** The id of that run. */
  readonly lastRun: string;
}

/** What the store has a history of, what was looked at last before the others. */
export async function readSubjects(database: Kysely<HistoryTables>): Promise<readonly Subject[]> {
  const rows = await database
    .selectFrom('peerquest_audit_subject as subject')
    .innerJoin('peerquest_audit_recording as run', 'run.subject_id', 'subject.id')
    .groupBy(['subject.id', 'subject.name'])
    .select(({ fn }) => [
      'subject.id',
      'subject.name',
      fn.countAll<number | string>().as('runs'),
      fn.max('run.number').as('last'),
      fn.max('run.started_at').as('last_run_at'),
    ])
    .execute();
  const subjects: Subject[] = [];
  for (const { id, name, runs, last, last_run_at } of rows) {
    const run = await database
      .selectFrom('peerquest_audit_recording')
      .select(['database_name', 'id'])
      .where('subject_id', '=', Number(id))
      .where('number', '=', Number(last))
      .executeTakeFirst();
    subjects.push({
      id: Number(id),
      name,
      title: titleOf(name, run?.database_name),
      database: run?.database_name ?? name,
      runs: Number(runs),
      lastRunAt: last_run_at,
      lastRun: run?.id ?? '',
    });
  }
  return subjects.sort((one, other) => (one.lastRunAt < other.lastRunAt ? 1 : -1));
}

/**
 * The subject of this name, or whose database is called so, or whose name begins so; the one that was looked at last where none is given.
 *
 * @throws UsageError where there is none, or several
 */
export async function findSubject(database: Kysely<HistoryTables>, name: string | null, location: string): Promise<Subject> {
  const all = await readSubjects(database);
  const [newest] = all;
  if (newest === undefined) {
    throw new UsageError('NO_RUNS', `The store ${location} holds no runs: audit something first, or --store has to name another.`);
  }
  if (name === null) return newest;
  const exact = all.filter((one) => one.name === name);
  const found = exact.length > 0 ? exact : all.filter((one) => one.database === name || (name.length >= 4 && one.name.startsWith(name)));
  const [subject] = found;
  const names = (some: readonly Subject[]): string => some.map((one) => printed`${one.name} (${one.database})`).join(', ');
  if (subject === undefined) {
    throw new UsageError('UNKNOWN_SUBJECT', printed`The store ${location} has no history of "${name}": it has one of ${names(all)}.`);
  }
  if (found.length > 1)
    throw new UsageError('AMBIGUOUS_SUBJECT', printed`"${name}" may be several (${names(found)}): give more of the name.`);
  return subject;
}

/** What people call a subject: a database without a name of its own is known by its identity, which says nothing to them. */
export function titleOf(subject: string, databaseName: string | undefined): string {
  return /^[0-9a-f]{32}$/.test(subject) ? (databaseName ?? subject) : subject;
}
