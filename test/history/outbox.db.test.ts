import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import { createDatabase, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { openedStore } from './fixtures.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const TEN_YEARS_ON = '2036-01-01T00:00:00.000Z';
const HOSTILE = `'"\`\\\\'; drop table x; -- \r\n\u2028 $1 ? 🎉👩‍👩‍👧‍👦`;

for (const engine of THREE_ENGINES) {
  const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!available)(`alerts in a store on ${engine}`, () => {
    let database: TestDatabase;
    let store: Store;
    let other: Store;
    beforeAll(async () => {
      database = await createDatabase(engine, { empty: true });
      store = await openedStore(database.url);
      other = await openedStore(database.url);
    });
    afterAll(async () => {
      await store.close();
      await other.close();
      await database.drop();
    });
    beforeEach(async () => {
      await database.execute('delete from peerquest_audit_alert_state');
      await database.execute('delete from peerquest_audit_message');
    });

    const message = (
      id: string,
      changes: Partial<{ channel: string; createdAt: string; dueAt: string; interval: number; digest: unknown }> = {},
    ) => ({
      ...{ id, channel: 'ops', createdAt: at(0), dueAt: at(0), interval: 0, digest: { said: id } },
      ...changes,
    });
    const state = (topic: string, said: unknown, isBad = true, toldAt = at(0)) => ({ topic, state: said, isBad, toldAt });
    const publish = async (topic: string, ...messages: readonly ReturnType<typeof message>[]): Promise<boolean> =>
      store.alertStates.change(state(topic, 'x'), (await store.alertStates.of(topic))?.version ?? 0, messages);

    it('keep a state to the letter, with its messages', async () => {
      expect(await store.alertStates.of('run:main')).toBeNull();
      expect(await store.alertStates.change(state('run:main', { said: HOSTILE }), 0, [message('a', { digest: HOSTILE })])).toBe(true);
      expect(await other.alertStates.of('run:main')).toEqual({
        topic: 'run:main',
        version: 1,
        state: { said: HOSTILE },
        isBad: true,
        toldAt: at(0),
      });
      expect(await other.outbox.due(at(0), 10)).toEqual([
        {
          id: 'a',
          channel: 'ops',
          createdAt: at(0),
          dueAt: at(0),
          state: 'waiting',
          attempts: 0,
          endedAt: null,
          note: null,
          digests: [HOSTILE],
        },
      ]);
    });

    it('are told once, however many see the same change', async () => {
      const change = (version: number, index: number) =>
        [store, other][index]?.alertStates.change(state('run:main', index), version, [message(`${version}-${index}`)]);
      // SQLite waits in this very thread: at once, the one would keep the other from its end for as long as it has patience.
      const both = async (version: number) =>
        engine === 'sqlite' ? [await change(version, 0), await change(version, 1)] : Promise.all([change(version, 0), change(version, 1)]);
      expect((await both(0)).filter(Boolean)).toHaveLength(1);
      expect((await both(1)).filter(Boolean)).toHaveLength(1);
      expect(await both(1)).toEqual([false, false]);
      expect(await store.outbox.newest(10)).toHaveLength(2);
    });

    it('keep neither where the messages cannot be kept', async () => {
      await publish('one', message('a'));
      await expect(store.alertStates.change(state('two', 1), 0, [message('b'), message('a')])).rejects.toThrow();
      expect(await store.alertStates.of('two')).toBeNull();
      expect(await store.outbox.newest(10)).toHaveLength(1);
    });

    it('tell what has been bad for long', async () => {
      await store.alertStates.change(state('bad', 1, true, at(1)), 0, []);
      await store.alertStates.change(state('well', 1, false, at(1)), 0, []);
      await store.alertStates.change(state('new', 1, true, at(9)), 0, []);
      await store.alertStates.change(state('wrong', 1, true, TEN_YEARS_ON), 0, []);
      expect((await store.alertStates.badSince(at(5), at(60))).map(({ topic }) => topic)).toEqual(['bad', 'wrong']);
    });

    it('are tried by one at a time, and again by another when that one is gone', async () => {
      await publish('one', message('a'));
      const [found] = await store.outbox.due(at(0), 10);
      if (found === undefined) throw new Error('Nothing is due.');
      const claims = await Promise.all([store, other].map((one, index) => one.outbox.claim(found, `holder ${index}`, at(0), at(2))));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await other.outbox.due(at(1), 10)).toEqual([]);
      const [again] = await other.outbox.due(at(3), 10);
      expect(again).toMatchObject({ id: 'a', attempts: 1 });
      if (again === undefined) throw new Error('Nothing is due.');
      expect(await other.outbox.claim(again, 'third', at(3), at(5))).toBe(true);
      // Who held it before has nothing more to say of it.
      await store.outbox.sent('a', `holder ${claims.indexOf(true)}`, at(4), null);
      expect(await store.outbox.newest(1)).toMatchObject([{ state: 'waiting', attempts: 2 }]);
      await other.outbox.sent('a', 'third', at(4), HOSTILE);
      expect(await store.outbox.newest(1)).toMatchObject([{ state: 'sent', endedAt: at(4), note: HOSTILE }]);
      expect(await store.outbox.due(at(59), 10)).toEqual([]);
    });

    it('are tried again later, and given up', async () => {
      await publish('one', message('a'), message('b', { channel: 'other' }));
      for (const found of await store.outbox.due(at(0), 10)) await store.outbox.claim(found, 'me', at(0), at(2));
      await store.outbox.failed('a', 'me', at(1), 'it refuses connections', at(5));
      await store.outbox.failed('b', 'me', at(1), 'it refuses connections', null);
      expect(await store.outbox.due(at(4), 10)).toEqual([]);
      expect(await store.outbox.due(at(5), 10)).toMatchObject([{ id: 'a', attempts: 1, note: 'it refuses connections' }]);
      expect(await store.outbox.counts()).toEqual([
        { channel: 'ops', state: 'waiting', messages: 1, oldest: at(0) },
        { channel: 'other', state: 'failed', messages: 1, oldest: at(0) },
      ]);
      await store.outbox.prune(at(30));
      expect((await store.outbox.newest(10)).map(({ id }) => id)).toEqual(['a']);
    });

    it('are not put off by a clock that was wrong and has been set back', async () => {
      await publish('one', message('laid', { createdAt: TEN_YEARS_ON, dueAt: TEN_YEARS_ON, interval: 600_000 }));
      await publish('one', message('tried'), message('held'));
      for (const id of ['tried', 'held']) {
        const found = (await store.outbox.newest(10)).find((one) => one.id === id);
        if (found !== undefined) await store.outbox.claim(found, 'gone', TEN_YEARS_ON, TEN_YEARS_ON);
      }
      await store.outbox.failed('tried', 'gone', TEN_YEARS_ON, 'it refuses connections', TEN_YEARS_ON);
      const due = await store.outbox.due(at(1), 10);
      expect(due.map(({ id }) => id).sort()).toEqual(['held', 'laid', 'tried']);
      for (const one of due) expect(await other.outbox.claim(one, 'me', at(1), at(3))).toBe(true);
      // What comes now waits for none of them.
      await publish('one', message('next', { createdAt: at(30), dueAt: at(30), interval: 600_000 }));
      expect((await store.outbox.due(at(30), 10)).find(({ id }) => id === 'next')).toMatchObject({ dueAt: at(30) });
      // A day is no wrong clock: quiet hours may last as long.
      await publish('two', message('later', { channel: 'night', dueAt: at(24 * 60) }));
      expect((await store.outbox.due(at(31), 10)).map(({ id }) => id)).not.toContain('later');
    });

    it('that are held back go together, one message for each interval', async () => {
      await publish('one', message('a', { interval: 60_000 }));
      for (let number = 0; number < 5; number++) await publish('one', message(`b${number}`, { interval: 600_000 }));
      expect(await store.outbox.due(at(0), 10)).toMatchObject([{ id: 'a' }]);
      expect(await store.outbox.due(at(10), 10)).toMatchObject([{ id: 'a' }, { id: 'b0', dueAt: at(10) }]);
      expect((await store.outbox.newest(10)).find(({ id }) => id === 'b0')?.digests).toHaveLength(5);
      // What is being tried takes up nothing more.
      const [, b] = await store.outbox.due(at(10), 10);
      if (b === undefined) throw new Error('Nothing is due.');
      await store.outbox.claim(b, 'me', at(10), at(12));
      await publish('one', message('c', { interval: 600_000 }));
      expect((await store.outbox.newest(10)).map(({ id }) => id)).toContain('c');
    });

    it('that wait for the morning go together, twenty at most', async () => {
      for (let number = 0; number < 45; number++) await publish('one', message(`a${number}`, { dueAt: at(30) }));
      expect((await store.outbox.due(at(30), 10)).map(({ digests }) => digests.length).sort()).toEqual([20, 20, 5]);
    });
  });
}
