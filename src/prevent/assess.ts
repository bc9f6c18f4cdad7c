import { sql } from 'kysely';
import { CORE_TABLES, isForeign, orphansOf, REFERENCE_TABLES } from '../checks/index.ts';
import {
  countOf,
  connect,
  type Catalog,
  type ConstraintKit,
  type DatabaseAddress,
  type Query,
  type ReadSession,
  type SqlFragment,
} from '../database/index.ts';
import { withoutControls } from '../model/index.ts';
import { PROPOSED_TABLES, proposalsFor } from './proposals.ts';
import type { Proposal } from './proposal.ts';

/**
 * `there`: nothing to do; `not-validated`: there for new rows only; `ready`: today's rows would be accepted; `blocked`: rows are in
 * the way; `no-table`: nothing to put it on; `odd-name`: a name in it holds characters that could act in a script.
 */
export type State = 'there' | 'not-validated' | 'ready' | 'blocked' | 'no-table' | 'odd-name';

/** A proposal, held against the database. */
export interface Assessment {
  readonly proposal: Proposal;
  readonly state: State;
  /** Rows in the way; of a unique index, values that stand in several rows. */
  readonly inTheWay: number;
  /** A SELECT that lists them, where no check does: in another application's database. */
  readonly listing: string | null;
  /** The engine's statements, one a line. */
  readonly statements: readonly string[];
  /** Whether a migration of Django can make it in its own words. */
  readonly inDjangosWords: boolean;
}

/** What a database has and lacks. */
export interface Prevention {
  readonly engine: string;
  readonly name: string;
  /** Whether it is another application's: what PeerQuest's tables would need is then only counted. */
  readonly isForeign: boolean;
  readonly remarks: readonly string[];
  readonly assessments: readonly Assessment[];
  /** The last migration of each Django application, as the database remembers it. */
  readonly lastMigrations: ReadonlyMap<string, string>;
}

/** Constraints to hold against a database, and the tables that they are about, but for those that only foreign keys know. */
export interface Proposed {
  readonly tables: readonly string[];
  proposals(catalog: Catalog): readonly Proposal[];
}

const EVERYTHING: Proposed = { tables: PROPOSED_TABLES, proposals: proposalsFor };

/** Django's own list of the migrations that have run. */
const MIGRATIONS = { django_migrations: ['id', 'app', 'name'] };

/**
 * Holds every proposal against a database, in one read snapshot: nothing is run that would change it.
 *
 * @param proposed the constraints to hold against it
 * @throws DatabaseError when the database cannot be reached
 */
export async function assess(address: DatabaseAddress, proposed: Proposed = EVERYTHING): Promise<Prevention> {
  // PeerQuest's references are looked up in tables that a catalog must have been asked for.
  const tables = [...new Set([...proposed.tables, ...CORE_TABLES, ...REFERENCE_TABLES, ...Object.keys(MIGRATIONS)])];
  const session = await connect(address, tables, { foreignKeys: true });
  try {
    const kit = await session.constraints();
    const nullable = await nullableColumns(session);
    const foreign = isForeign(session.catalog);
    const assessments: Assessment[] = [];
    for (const proposal of proposed.proposals(session.catalog)) {
      const assessment = await assessOne(session, kit, nullable, proposal);
      const listing = foreign && assessment.state === 'blocked' ? await listingOf(session, proposal) : null;
      assessments.push({ ...assessment, listing });
    }
    return {
      engine: session.engine,
      name: session.name,
      isForeign: foreign,
      remarks: [...kit.remarks, ...(foreign ? [] : kit.djangoRemarks)],
      assessments,
      lastMigrations: await lastMigrations(session),
    };
  } finally {
    await session.close();
  }
}

/** The rows that a foreign key could not take, for the engine's own shell: of another application, no other constraint is proposed. */
async function listingOf(session: ReadSession, { spec }: Proposal): Promise<string | null> {
  if (spec.kind !== 'foreign-key') return null;
  const [own, other] = [sql.id('t', spec.column), sql.id('r', spec.targetColumn)];
  return session.pasted(sql`select t.* from ${sql.id(spec.table)} as t where ${own} is not null
    and not exists (select 1 from ${sql.id(spec.target)} as r where ${other} = ${own});`);
}

async function assessOne(
  session: ReadSession,
  kit: ConstraintKit,
  nullable: ReadonlySet<string>,
  proposal: Proposal,
): Promise<Omit<Assessment, 'listing'>> {
  const { spec, columns } = proposal;
  const inDjangosWords =
    spec.kind === 'check' || (spec.kind === 'unique' && (kit.flexibleIndexes || !(spec.ignoresCase || spec.among !== null)));
  const as = (state: State, inTheWay: number, statements: readonly string[]): Omit<Assessment, 'listing'> => ({
    proposal,
    state,
    inTheWay,
    statements,
    inDjangosWords,
  });
  const isDeclared = proposal.reference?.declared === true;
  if (!isDeclared && session.catalog.missing({ [spec.table]: columns }) !== null) return as('no-table', 0, []);
  const present = isThere(session, kit, nullable, proposal);
  if (present === true) return as('there', 0, []);
  const [row] = await session.all(countInTheWay(session, kit, proposal));
  const inTheWay = countOf(row?.['count']);
  const statements = present === false ? kit.validate(spec) : kit.add(spec);
  if (statements.some(mayAct)) return as('odd-name', inTheWay, []);
  return as(inTheWay > 0 ? 'blocked' : present === false ? 'not-validated' : 'ready', inTheWay, statements);
}

/**
 * Whether a statement holds what could do more in a script than stand in it. A line end within a name ends the comment that the statement
 * may become, and shells of databases read backslashes their own way; no engine has a form without them for every name.
 */
function mayAct(statement: string): boolean {
  return withoutControls(statement) !== statement || statement.includes('\\');
}

/** True where the constraint is there, false where it is but not for the rows from before, undefined where it is not. */
function isThere(
  { catalog }: ReadSession,
  { existing, caseless }: ConstraintKit,
  nullable: ReadonlySet<string>,
  proposal: Proposal,
): boolean | undefined {
  const { spec } = proposal;
  if (spec.kind === 'not-null' && !nullable.has(`${spec.table}.${spec.column}`)) return true;
  if (proposal.reference?.declared === true) return proposal.reference.validated;
  if (spec.kind === 'unique' && spec.among === null && catalog.uniqueIndex(spec.table, spec.columns) !== undefined) {
    // A unique index over a column whose collation ignores case does what is asked already.
    if (!spec.ignoresCase || spec.columns.every((column) => caseless.has(`${spec.table}.${column}`))) return true;
  }
  return existing.get(spec.name);
}

function countInTheWay({ capabilities }: ReadSession, kit: ConstraintKit, proposal: Proposal): Query {
  const { spec } = proposal;
  const from = sql`from ${sql.id(spec.table)}`;
  switch (spec.kind) {
    case 'check':
      return sql`select count(*) as count ${from} where not (${sql.raw(spec.condition(kit.words))})`;
    case 'not-null':
      return sql`select count(*) as count ${from} where ${sql.id(spec.column)} is null`;
    case 'unique': {
      const keys: readonly SqlFragment[] = spec.columns.map((column) =>
        spec.ignoresCase ? sql`lower(${sql.id(column)})` : sql.id(column),
      );
      const conditions = [
        ...keys.map((key) => sql`${key} is not null`),
        ...(spec.among === null ? [] : [sql`${sql.id(spec.among.column)} = ${spec.among.word}`]),
      ];
      return sql`select count(*) as count from (
        select ${sql.lit(1)} as one ${from} where ${sql.join(conditions, sql` and `)} group by ${sql.join(keys)} having count(*) > 1) as twice`;
    }
    case 'foreign-key':
      return proposal.reference === undefined
        ? sql`select 0 as count`
        : sql`select coalesce(sum(row_count), 0) as count from (${orphansOf(proposal.reference, 0, capabilities, null)}) as orphans`;
  }
}

/** Columns that may be null, as `table.column`. */
async function nullableColumns(session: ReadSession): Promise<ReadonlySet<string>> {
  const schema = await session.schema(PROPOSED_TABLES);
  return new Set(
    schema.flatMap(({ name, columns }) => columns.filter((column) => column.nullable).map((column) => `${name}.${column.name}`)),
  );
}

async function lastMigrations(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  if (session.catalog.missing(MIGRATIONS) !== null) return new Map();
  const rows = await session.all(sql`
    select m.app, m.name from django_migrations as m
    where m.id in (select max(last.id) from django_migrations as last group by last.app)`);
  return new Map(rows.map((row) => [String(row['app']), String(row['name'])]));
}
