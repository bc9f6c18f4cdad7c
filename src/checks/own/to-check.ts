import { DummyDriver, Kysely, sql, SqliteAdapter, SqliteQueryCompiler, type Expression } from 'kysely';
import type { Query, TableNeeds } from '../../database/index.ts';
import type { Check } from '../define-check.ts';
import { describeRow } from './describe-row.ts';
import { OWN, type OwnCheck } from './own-check.ts';

/**
 * An own check as the audit runs it, with what it left out filled in.
 *
 * @param source where it is defined, for people
 */
export function toCheck(own: OwnCheck, source: string): Check {
  const { id, title, severity, key, group = OWN, summaryLabel = title, causes = {}, indexes = [], names = [] } = own;
  return {
    id,
    group,
    phase: null,
    title,
    summaryLabel,
    severity,
    invariant: own.invariant ?? 'The query below finds no row.',
    why: own.why ?? `Not written down: say it with "why" in ${source}.`,
    advice: own.advice ?? 'Look at the rows that it lists, and mend them where your application does.',
    repair: 'Manual: the tool does not know how your application writes these rows.',
    causes,
    needs: needsOf(own.needs ?? {}),
    indexes,
    names,
    orderBy: key,
    source,
    ...(own.sentence === undefined ? {} : { sentence: own.sentence }),
    ...(own.shown === undefined ? {} : { shown: own.shown }),
    ...(own.user === undefined ? { unscoped: 'it does not say whose a row is: a member "user" would' } : {}),
    ...(own.examined === undefined ? {} : { examined: (context) => queryOf(own.examined?.({ ...context, db: builder })) }),
    find(context) {
      const rows = queryOf(own.find({ ...context, db: builder }));
      if (context.userId === null || typeof own.user !== 'string') return rows;
      return sql`select * from (${rows}) as own where ${sql.ref(`own.${own.user}`)} = ${context.userId}`;
    },
    describe: (row) => describeRow(own, row),
  };
}

function needsOf(needs: NonNullable<OwnCheck['needs']>): TableNeeds {
  return isList(needs) ? Object.fromEntries(needs.map((table) => [table, []])) : needs;
}

function isList(needs: NonNullable<OwnCheck['needs']>): needs is readonly string[] {
  return Array.isArray(needs);
}

/**
 * Makes a query of what `find` gave. A SELECT of the builder is written in brackets where it stands inside other SQL: it
 * becomes a table of its own.
 *
 * @throws Error where it is no SELECT
 */
function queryOf(found: Expression<unknown> | undefined): Query {
  if (found instanceof Promise) {
    // It may come to nothing later, and an error that nobody awaits would end the run.
    found.catch(() => undefined);
    throw new Error('its "find" gives a promise: it must return its query at once, without async');
  }
  const kind = typeof found?.toOperationNode === 'function' ? found.toOperationNode().kind : null;
  if (kind === 'SelectQueryNode') return sql`select * from ${found} as own`;
  // A line of its own: a comment at the end must not swallow the bracket that follows.
  if (kind === 'RawNode') return sql`${found}\n`;
  throw new Error('its "find" gives no query: return a SELECT of db, or an sql`…` template, without executing it');
}

/** Writes queries down for any schema; the caller compiles them for the engine at hand. It reaches no database. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the schema is known only to the check
const builder = new Kysely<any>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: () => {
      throw new Error('The catalog is in the context of find.');
    },
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
