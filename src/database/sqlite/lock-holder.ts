import type { Database } from 'better-sqlite3';
import type { LockHolder } from '../write-session.ts';

/** The text of a view that is a holder's. */
const VIEW = /^CREATE VIEW holder as select '(\{.*\})' as claim$/s;

/** What stands after `create view` in a file of which this one has the lock. */
export function textOf(holder: LockHolder): string {
  return `holder as select '${JSON.stringify(holder).replaceAll("'", "''")}' as claim`;
}

/** Who a lock's file says has it, null for nobody; undefined where it holds anything else: what another user may have put there. */
export function holderIn(database: Database): LockHolder | null | undefined {
  const [first, ...more] = database.prepare<[], { sql: unknown }>('select substr(sql, 1, 4000) as sql from sqlite_schema limit 2').all();
  if (first === undefined) return null;
  const [, text] = VIEW.exec(String(first.sql)) ?? [];
  if (text === undefined || more.length > 0) return undefined;
  try {
    const { host, pid, since } = JSON.parse(text.replaceAll("''", "'")) as Readonly<Record<keyof LockHolder, unknown>>;
    return typeof host === 'string' && Number.isSafeInteger(pid) && typeof since === 'string'
      ? { host, pid: Number(pid), since }
      : undefined;
  } catch {
    return undefined;
  }
}
