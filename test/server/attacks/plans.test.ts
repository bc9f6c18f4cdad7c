import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../../src/database/index.ts';
import { openStore, type HeldPlan, type Store } from '../../../src/history/index.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { runInProcess } from '../../support/in-process.ts';
import { refused } from '../../support/refused.ts';
import { served, type Served } from '../../support/served.ts';

const folder = temporaryFolder();
let service: Served;
let store: Store;
let headers: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  for (const name of ['one', 'two']) await runInProcess(['demo', '--out', folder.file(`${name}.sqlite3`)]);
  const databases = Object.fromEntries(['one', 'two'].map((name) => [name, { url: folder.file(`${name}.sqlite3`) }]));
  service = await served({ folder, settings: { database: undefined, databases } });
  headers = await service.signedIn('ada');
  const opened = await openStore(parseDatabaseUrl(folder.file('store.sqlite3')), 'write');
  if (opened === null) throw new Error('There is no store.');
  store = opened;
}, 60_000);
afterAll(async () => {
  await store.close();
  await service.stop();
  folder.remove();
});

/** A preview that somebody has seen: of an undo, as it needs no more than a run. */
async function held(changes: Partial<HeldPlan> = {}): Promise<string> {
  const now = Date.now();
  const plan: HeldPlan = {
    ...{ id: randomUUID(), kind: 'undo', account: 'ada', database: 'one', run: randomUUID(), changes: 7, entities: null },
    ...{ createdAt: new Date(now).toISOString(), expiresAt: new Date(now + 600_000).toISOString(), takenAt: null, ...changes },
  };
  await store.heldPlans.hold(plan, (async function* () {})());
  return plan.id;
}

const apply = (plan: string, body: object = { changes: 7 }, database = 'one') =>
  service.ask(`/api/v1/databases/${database}/plans/${plan}/apply`, { method: 'POST', body, headers });

describe('attack 6: a plan', () => {
  it('of another database, of another person, an old one, and one with other numbers are refused alike, and touch nothing', async () => {
    const [other, foreign, old, seen] = [
      await held({ database: 'two' }),
      await held({ account: 'otto' }),
      await held({ expiresAt: new Date(Date.now() - 1000).toISOString() }),
      await held(),
    ];
    const stale = await refused(
      service,
      409,
      () => apply(other),
      () => apply(foreign),
      () => apply(old),
      () => apply(randomUUID()),
      () => apply(seen, { changes: 7 }, 'two'),
    );
    expect(new Set(stale.map(({ detail }) => detail)).size).toBe(1);
    await refused(
      service,
      409,
      () => apply(seen, { changes: 8 }),
      () => apply(seen, { changes: 6 }),
    );
    await refused(
      service,
      400,
      ...[{}, { changes: '7' }, { changes: 0 }, { changes: 7, maxChanges: 100 }, { changes: 7, plan: old }].map(
        (body) => () => apply(seen, body),
      ),
    );
    await refused(service, 404, ...[other, foreign].map((plan) => () => service.ask(`/api/v1/databases/one/plans/${plan}`, { headers })));
  });

  it('waits for no other: of two at the same time one is told that another repair is running, and keeps its plan', async () => {
    const before = service.files();
    const plans = [await held(), await held()];
    const answers = await Promise.all(plans.map((plan) => apply(plan)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    const [late] = plans.filter((_, place) => answers[place]?.status === 409);
    expect(answers.find(({ status }) => status === 409)?.body).toContain('another repair is running');
    for (const { headers: told } of answers) expect(told['set-cookie']).toBeUndefined();
    // The other one has come to nothing: it was of a run that is none.
    await expect.poll(async () => (await apply(late ?? '')).status, { timeout: 20_000, interval: 100 }).toBe(202);
    for (const name of ['one.sqlite3', 'two.sqlite3']) expect([name, service.files()[name]]).toEqual([name, before[name]]);
  });
});
