import type { DatabaseRow } from '../read-session.ts';
import type { LockHolder } from '../write-session.ts';

/** The advisory locks of this tool: "PQAD" as a number, and from 1 on the lanes of a repair. Advisory locks belong to one database. */
const TOOL = 1347502404;

/** Takes the advisory lock for the life of the connection, or tells who has it. */
export async function takeRepairLock(run: (text: string) => Promise<readonly DatabaseRow[]>, lane: number): Promise<'locked' | LockHolder> {
  const [taken] = await run(`select pg_try_advisory_lock(${TOOL}, ${lane + 1}) as locked`);
  if (taken?.['locked'] === true) return 'locked';
  const [holder] = await run(`
    select a.application_name as name, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
    from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.classid = ${TOOL} and l.objid = ${lane + 1} and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())`);
  const [, pid, host] = /^peerquest-audit (\d+) (.*)$/.exec(String(holder?.['name'])) ?? [];
  const since = holder?.['since'];
  return {
    host: host ?? null,
    pid: pid === undefined ? null : Number(pid),
    since: typeof since === 'string' ? since : null,
  };
}
