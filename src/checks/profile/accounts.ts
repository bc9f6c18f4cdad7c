import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import type { FindContext } from '../define-check.ts';

/** Condition on a text: null, empty, or spaces only. Never null itself. */
export function isBlank(text: SqlFragment): SqlFragment {
  return sql`(${text} is null or trim(${text}) = '')`;
}

/**
 * A join of accounts `u` with the texts of a column that several accounts have, also in other case: `shared.folded` is null where
 * nobody else has it. Compared byte for byte once folded, as a collation may ignore accents or spaces at the end too. A join, because
 * MariaDB runs an IN inside an expression once per row.
 */
export function joinSharedButForCase({ userId, capabilities }: FindContext, column: 'username' | 'email'): SqlFragment {
  const folded = (alias: string): SqlFragment => capabilities.bytes(sql`lower(${sql.ref(`${alias}.${column}`)})`);
  const own = sql`(select ${folded('own')} from users_user as own where own.id = ${userId})`;
  return sql`left join (
          select ${folded('other')} as folded
          from users_user as other
          ${userId === null ? sql`` : sql`where ${folded('other')} = ${own}`}
          group by ${folded('other')}
          having count(*) > 1) as shared on shared.folded = ${folded('u')}`;
}
