import { beforeEach, expect, it } from 'vitest';
import { NO_ALLOWANCES, parseDatabaseUrl, repairAccess, type RepairAccess, type WriteSession } from '../../src/database/index.ts';
import { cutRepairConnection } from '../support/cutting.ts';
import { describeEngines } from '../support/databases.ts';

/** A repair's connection for one lane. */
interface Repairing {
  readonly access: RepairAccess;
  readonly session: WriteSession;
  end(): Promise<void>;
}

const claim = { host: 'test', pid: process.pid };

async function repairing(url: string): Promise<Repairing> {
  const access = await repairAccess(parseDatabaseUrl(url), NO_ALLOWANCES);
  const session = await access.connect();
  return {
    access,
    session,
    async end() {
      await session.close();
      await access.close();
    },
  };
}

describeEngines('the repair lock that was lost', { engines: ['postgresql'] }, (database) => {
  let [ours, others]: readonly [Repairing?, Repairing?] = [];
  const both = (): readonly [Repairing, Repairing] => {
    if (ours === undefined || others === undefined) throw new Error('They are not there yet.');
    return [ours, others];
  };
  beforeEach(async () => {
    [ours, others] = [await repairing(database().url), await repairing(database().url)];
    return async () => {
      await ours?.end();
      await others?.end();
    };
  });

  it('lets no other repair begin while a transaction can still commit, and none of the loser’s begin after', async () => {
    const [{ session }, other] = both();
    expect(await session.lock(claim, [0])).toBe('locked');
    await session.begin();
    // The transaction that keeps the lock is gone; the one that writes is not.
    await database().execute(
      'select pg_terminate_backend(pid, 5000) from pg_locks where classid = 1347502404 and objid = 1 and database = (select oid from pg_database where datname = current_database())',
    );
    expect(await other.session.lock(claim, [0])).toMatchObject({ pid: process.pid });
    await session.commit();
    expect(await other.session.lock(claim, [0])).toBe('locked');
    await expect(session.begin()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await session.rollback();
    expect(await session.lock(claim, [0])).toMatchObject({ pid: process.pid });
    await other.end();
    expect(await session.lock(claim, [0])).toBe('locked');
    await session.begin();
    await session.commit();
  });

  it('is taken again by one lane for all', async () => {
    const [{ access, session }, other] = both();
    const second = await access.connect();
    try {
      expect([await session.lock(claim, [0]), await second.lock(claim, [1])]).toEqual(['locked', 'locked']);
      cutRepairConnection(database().url);
      await expect(session.begin()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
      await session.rollback();
      expect(await session.lock(claim, [0])).toBe('locked');
      await second.begin();
      expect(await other.session.lock(claim, [0])).toMatchObject({ pid: process.pid });
      await second.commit();
    } finally {
      await second.close();
    }
  });
});
