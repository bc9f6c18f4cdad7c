import { nullable } from '../../shape.ts';
import { answeredOnce, digits } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { LockHolder } from '../write-session.ts';

/** Named locks belong to the whole server, so the name includes the database; a long one is hashed, as 64 characters are allowed. */
const nameOf = (lane: number): string => `concat('peerquest-audit ${lane} ', sha1(database()))`;

type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/** Takes the named locks for the life of the connection, or tells who has one as far as this account may see. */
export async function takeRepairLocks(run: Run, lanes: readonly number[]): Promise<'locked' | LockHolder> {
  for (const lane of lanes) {
    const holder = await takeRepairLock(run, nameOf(lane));
    if (holder !== 'locked') return holder;
  }
  return 'locked';
}

async function takeRepairLock(run: Run, name: string): Promise<'locked' | LockHolder> {
  const answer = await run(`select get_lock(${name}, 0) as locked`);
  if (Number(answeredOnce(answer, 'locks', { locked: nullable(digits) }).locked) === 1) return 'locked';
  const [holder] = await run(`
    select substring_index(host, ':', 1) as host, date_format(now() - interval time second, '%Y-%m-%dT%H:%i:%sZ') as since
    from information_schema.processlist where id = is_used_lock(${name})`);
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  // The server does not know the process at the other end: the store does, where both use one.
  return { host: text(holder?.['host']), pid: null, since: text(holder?.['since']) };
}

/** Lets the named locks go, so that the next repair finds them free: a server takes a moment to see that a client is gone. */
export async function releaseRepairLocks(run: Run, lanes: readonly number[]): Promise<void> {
  // No transaction may outlive the lock.
  await run('rollback');
  if (lanes.length > 0) await run(`do ${lanes.map((lane) => `release_lock(${nameOf(lane)})`).join(', ')}`);
}
