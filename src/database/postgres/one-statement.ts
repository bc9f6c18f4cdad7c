import type pg from 'pg';

/**
 * A query that the server takes as one statement, and refuses if its text holds several. Without parameters the driver would send a
 * text in the simple protocol, which runs whatever stands in it, one statement after the other: a `commit` among them ends the
 * transaction that cannot write.
 */
export function oneStatement(text: string, values: readonly unknown[]): pg.QueryConfig {
  const config: pg.QueryConfig & { readonly queryMode: 'extended' } = { text, values: [...values], queryMode: 'extended' };
  return config;
}
