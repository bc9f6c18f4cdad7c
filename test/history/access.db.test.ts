import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { HeldPlan, Store, StoredToken } from '../../src/history/index.ts';
import { createDatabase, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { openedStore } from './fixtures.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const HOSTILE = `'"\`\\\\'; drop table x; -- \r\n\u2028 $1 ? 🎉👩‍👩‍👧‍👦`;

for (const engine of THREE_ENGINES) {
  const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!available)(`who may come in, in a store on ${engine}`, () => {
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

    const account = (name: string) => ({ name, role: 'viewer', passwordHash: `scrypt$${name}`, createdAt: at(0) });

    it('has one first account, whoever tries at once', async () => {
      const tried = await Promise.all(
        Array.from({ length: 10 }, (_, number) => (number % 2 === 0 ? store : other).accounts.addFirst(account(`first${number}`))),
      );
      expect(tried.filter(Boolean)).toHaveLength(1);
      expect(await store.accounts.all()).toHaveLength(1);
      expect(await other.accounts.addFirst(account('late'))).toBe(false);
    });

    it('tells accounts apart to the letter, and takes none twice', async () => {
      const names = ['ann', 'Ann', 'änn', 'ann+1', 'ｂｏｂ', 'straße', 'strasse'];
      for (const name of names) expect([name, await store.accounts.add(account(name))]).toEqual([name, true]);
      expect(await other.accounts.add(account('ann'))).toBe(false);
      for (const name of names) expect(await other.accounts.find(name)).toEqual(account(name));
      for (const name of ['ANN', 'ann ', 'an%', 'bob', HOSTILE, '']) expect([name, await store.accounts.find(name)]).toEqual([name, null]);
      expect(await store.accounts.change('Ann', { role: 'admin', passwordHash: HOSTILE })).toBe(true);
      expect(await other.accounts.find('Ann')).toMatchObject({ role: 'admin', passwordHash: HOSTILE });
      expect(await other.accounts.find('ann')).toMatchObject({ role: 'viewer' });
      for (const name of ['ANN', 'ann ']) {
        expect([name, await store.accounts.change(name, { role: 'admin', passwordHash: HOSTILE })]).toEqual([name, false]);
        expect([name, await store.accounts.remove(name)]).toEqual([name, false]);
      }
      expect(await store.accounts.remove('Ann')).toBe(true);
      expect([await other.accounts.find('Ann'), (await other.accounts.find('ann'))?.name]).toEqual([null, 'ann']);
    });

    it('ends sessions of one account, and those that are too old', async () => {
      const session = (hash: string, name: string, began: number, used: number) => ({
        ...{ hash, account: name, stamp: 's', beganAt: at(began), usedAt: at(used) },
      });
      const sessions = [session('a', 'ann', 10, 20), session('b', 'Ann', 10, 20), session('c', 'bob', 1, 20), session('d', 'bob', 10, 11)];
      for (const one of sessions) await store.sessions.begin(one);
      expect(await other.sessions.find('a')).toEqual(sessions[0]);
      expect(await other.sessions.find('A')).toBeNull();
      for (const name of ['Ann', 'ann ']) await other.sessions.endAllOf(name);
      expect([await store.sessions.find('a'), await store.sessions.find('b')]).toEqual([sessions[0], null]);
      await store.sessions.use('a', at(30));
      await store.sessions.forget({ began: at(5), used: at(15) });
      expect(await other.sessions.find('a')).toEqual({ ...sessions[0], usedAt: at(30) });
      expect([await other.sessions.find('c'), await other.sessions.find('d')]).toEqual([null, null]);
      await other.sessions.end('a');
      expect(await store.sessions.find('a')).toBeNull();
    });

    it('keeps tokens, and revokes each once', async () => {
      const token: StoredToken = {
        ...{ id: 'one', hash: 'f'.repeat(64), name: 'a name', role: 'operator', databases: ['main', HOSTILE], createdBy: 'ann' },
        ...{ createdAt: at(0), expiresAt: at(9), revokedAt: null },
      };
      await store.tokens.add(token);
      await store.tokens.add({ ...token, id: 'two', hash: 'e'.repeat(64), databases: null });
      expect(await other.tokens.find(token.hash)).toEqual(token);
      expect(await other.tokens.find('F'.repeat(64))).toBeNull();
      await expect(store.tokens.add({ ...token, id: 'three' })).rejects.toThrow();
      expect([
        await store.tokens.revoke('one', at(3)),
        await other.tokens.revoke('one', at(4)),
        await other.tokens.revoke('ONE', at(4)),
      ]).toEqual([true, false, false]);
      expect((await store.tokens.all()).map(({ id, revokedAt }) => [id, revokedAt]).sort()).toEqual([
        ['one', at(3)],
        ['two', null],
      ]);
    });

    it('keeps deeds to the letter, the newest first', async () => {
      const deed = (number: number) => ({
        ...{ id: `${at(number)}-a`, at: at(number), who: 'ann', way: 'oidc', address: '::1', deed: 'Something', correlation: 'c' },
        about: JSON.stringify({ said: HOSTILE }),
      });
      for (const number of [1, 3, 2]) await store.deeds.add(deed(number));
      expect(await other.deeds.newest(2, null)).toEqual([deed(3), deed(2)]);
      expect(await other.deeds.newest(5, deed(3).id)).toEqual([deed(2), deed(1)]);
    });

    it('holds a plan with its content, for one who takes it in time', async () => {
      const plan: HeldPlan = {
        ...{ id: 'plan', kind: 'repair', account: 'ann', database: 'main', run: null, changes: 3, entities: null },
        ...{ createdAt: at(0), expiresAt: at(30), takenAt: null },
      };
      const pieces = [Buffer.alloc(100_000, 255), Buffer.from(HOSTILE), Buffer.from([0, 1, 2])];
      const held = async function* (): AsyncGenerator<Uint8Array> {
        await Promise.resolve();
        yield* pieces;
      };
      await store.heldPlans.hold(plan, held());
      expect(await other.heldPlans.find('plan')).toEqual(plan);
      const read: Uint8Array[] = [];
      for await (const piece of other.heldPlans.content('plan')) read.push(piece);
      expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
      expect(await store.heldPlans.take('plan', at(31))).toBe(false);
      // Its time was said by a clock that was wrong and has been set back since.
      expect(await store.heldPlans.take('plan', at(-33 * 60))).toBe(false);
      const takers = await Promise.all(
        Array.from({ length: 8 }, (_, number) => (number % 2 === 0 ? store : other).heldPlans.take('plan', at(5))),
      );
      expect(takers.filter(Boolean)).toHaveLength(1);
      expect((await store.heldPlans.find('plan'))?.takenAt).toBe(at(5));
      await other.heldPlans.giveBack('plan');
      expect(await store.heldPlans.take('plan', at(6))).toBe(true);
      await store.heldPlans.hold({ ...plan, id: 'next', createdAt: at(40), expiresAt: at(70) }, held());
      expect(await other.heldPlans.find('plan')).toBeNull();
    });
  });
}
