import type { DatabaseRow } from '../read-session.ts';
import type { LockHolder } from '../write-session.ts';

/** Named locks belong to the whole server, so the name includes the database; a long one is hashed, as 64 characters are allowed. */
const nameOf = (lane: number): string => `concat('peerquest-audit ${lane} ', sha1(database()))`;

/** Takes the named lock for the life of the connection, or tells who has it as far as this account may see. */
export async function takeRepairLock(run: (text: string) => Promise<readonly DatabaseRow[]>, lane: number): Promise<'locked' | LockHolder> {
  const name = nameOf(lane);
  const [taken] = await run(`select get_lock(${name}, 0) as locked`);
  if (Number(taken?.['locked']) === 1) return 'locked';
  const [holder] = await run(`
    select substring_index(host, ':', 1) as host, date_format(now() - interval time second, '%Y-%m-%dT%H:%i:%sZ') as since
    from information_schema.processlist where id = is_used_lock(${name})`);
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  // The server does not know the process at the other end: the store does, where both use one.
  return { host: text(holder?.['host']), pid: null, since: text(holder?.['since']) };
}

/** Lets the named lock go, so that the next repair finds it free: a server takes a moment to see that a client is gone. */
export async function releaseRepairLock(run: (text: string) => Promise<unknown>, lane: number): Promise<void> {
  // No transaction may outlive the lock.
  await run('rollback');
  await run(`do release_lock(${nameOf(lane)})`);
}
