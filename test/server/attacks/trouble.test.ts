import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/errors.ts';
import { explainProblem } from '../../../src/server/explain-problem.ts';
import type { Runner } from '../../../src/service/index.ts';
import { refused } from '../../support/refused.ts';
import { PASSWORDS, served, type Served } from '../../support/served.ts';
import { isThorough } from '../../support/thorough.ts';

const CANARY = 'canary-of-a-password';
const AUDITS = '/api/v1/databases/default/audits';

/** A runner with a mistake in it, whose words hold what nobody outside should read. */
const runner: Runner = {
  isStopped: false,
  running: () => [],
  stop: () => Promise.resolve(),
  start() {
    throw new TypeError(
      `Cannot read "rows" of undefined: select * from users at /srv/audit/secret.ts for postgresql://a:${CANARY}@db/game`,
    );
  },
};

let service: Served;
let headers: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  service = await served({ runner });
  headers = await service.signedIn('ada');
}, 60_000);
afterAll(() => service.stop());

const signIn = () => service.ask('/api/v1/session', { method: 'POST', body: { name: 'otto', password: PASSWORDS.otto } });

/** Holds the store as another program would, while something is done. */
async function locked<Result>(work: () => Promise<Result>): Promise<Result> {
  const other = new Database(service.folder.file('store.sqlite3'));
  other.exec('begin immediate');
  try {
    return await work();
  } finally {
    other.exec('rollback');
    other.close();
  }
}

describe('attack 19: a bug', () => {
  it('is one sentence outside, and the rest stands in the log, without the password', async () => {
    const begin = service.logged.length;
    const audit = () => service.ask(AUDITS, { method: 'POST', body: {}, headers });
    const [{ detail, body }] = await refused(service, 500, audit, audit);
    expect(detail).toBe('Something went wrong in the service itself.');
    expect(body).not.toMatch(/rows|users|srv|secret|canary|TypeError/);
    const { correlation } = JSON.parse(body) as { correlation: string };
    const failures = service.logged.slice(begin).filter(({ event }) => event === 'request-failed');
    expect(failures).toContainEqual(
      expect.objectContaining({ correlation, status: 500, error: expect.stringMatching(/^TypeError: Cannot read/) as string }),
    );
    expect(JSON.stringify(service.logged)).not.toContain(CANARY);
    // It goes on.
    expect((await service.ask('/api/v1/session', { headers })).status).toBe(200);
  });
});

describe('attack 19: a store that is locked', () => {
  it('is waited for by who needs it, and by nobody else', async () => {
    const { isDone, answer } = await locked(async () => {
      const state = { isDone: false };
      const answer = signIn().finally(() => (state.isDone = true));
      for (let round = 0; round < 10; round += 1) {
        const asked = performance.now();
        expect((await service.ask('/health/live')).status).toBe(200);
        // Who only reads does so.
        expect((await service.ask('/api/v1/session', { headers })).status).toBe(200);
        expect(performance.now() - asked).toBeLessThan(1000);
        await new Promise((wake) => setTimeout(wake, 100));
      }
      return { isDone: state.isDone, answer };
    });
    expect([isDone, (await answer).status]).toEqual([false, 200]);
  });

  it('is told in one sentence', () => {
    const problem = explainProblem(
      new StoreError('STORE_BUSY', `The store of runs /srv/${CANARY} cannot be used: another program holds it locked.`),
    );
    expect([problem.status, problem.message, problem.members]).toEqual([503, 'The store cannot be used just now.', { code: 'STORE_BUSY' }]);
  });

  it.runIf(isThorough)('is told, to all who have asked', { timeout: 60_000 }, async () => {
    const asked = performance.now();
    const making = () => service.ask('/api/v1/tokens', { method: 'POST', body: { name: 'one', role: 'viewer' }, headers });
    await locked(() => refused(service, 503, signIn, ...Array.from({ length: 5 }, () => making)));
    expect(performance.now() - asked).toBeLessThan(16_000);
    expect((await making()).status).toBe(201);
  });
});
