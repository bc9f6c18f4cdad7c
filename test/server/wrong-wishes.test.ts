import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refused } from '../support/refused.ts';
import { served, type Served } from '../support/served.ts';

/** The id of one person, and in a test the name of another. */
const BOTH = 'a0000000000040008000000000000000';
const base = '/api/v1/databases/default';
let service: Served;
let headers: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  service = await served();
  headers = await service.signedIn('ada');
}, 60_000);
afterAll(() => service.stop());

interface Told {
  readonly state: string;
  readonly reason: string | null;
}

/** What is told of a run that was wished for: its ticket, and the sentence in the stream of its events. */
async function wished(path: string, body: object): Promise<Told & { readonly sentence: string | undefined }> {
  const { headers: begun } = await service.ask(base + path, { method: 'POST', body, headers });
  const place = String(begun['location']);
  // The stream ends with the run.
  const events = (await service.ask(`${place}/events`, { headers })).body;
  const [, sentence] = /"type":"run-failed".*?"sentence":("(?:[^"\\]|\\.)*")/.exec(events) ?? [];
  const { state, reason } = JSON.parse((await service.ask(place, { headers })).body) as Told;
  return { state, reason, sentence: sentence === undefined ? undefined : String(JSON.parse(sentence)) };
}

const withDatabase = (sql: string): void => {
  const database = new Database(service.folder.file('main.sqlite3'));
  database.exec(sql);
  database.close();
};

const get = (path: string) => () => service.ask(base + path, { headers });

describe('what is asked for wrongly', () => {
  it('is not there before the first audit, as what is not there at all, or not any more', { timeout: 60_000 }, async () => {
    await refused(service, 404, get('/findings'), get('/runs/last'), get('/runs/last/report'));
    expect(await wished('/audits', { findings: false })).toMatchObject({ state: 'ended', reason: null });
    await refused(service, 404, get('/runs/abcdef01'), get(`/findings/${'0'.repeat(32)}`));
  });

  it('is told with what may be', { timeout: 60_000 }, async () => {
    await wished('/audits', {});
    const store = new Database(service.folder.file('store.sqlite3'));
    store.exec(`update peerquest_audit_recording set id = 'abcdef0' || number || substr(id, 9)`);
    store.exec(`update peerquest_audit_span set fingerprint = unhex('abcd' || substr(hex(fingerprint), 5))`);
    store.close();
    const codes = ['UNKNOWN_CHECK', 'UNKNOWN_GROUP', 'AMBIGUOUS_FINDING', 'AMBIGUOUS_RUN'];
    const told = await refused(
      service,
      400,
      ...['/findings?check=nothing', '/findings?group=nothing', '/findings/abcd', '/runs/abcdef0'].map(get),
    );
    expect(told.map(({ body }) => (JSON.parse(body) as { code: string }).code)).toEqual(codes);
  });

  it.each([
    ['somebody who is none', { user: 'nobody' }, /^User "nobody" not found: /],
    [
      'several people',
      { user: BOTH },
      /^User "a0{11}40{3}80{15}" can be the user with that name \(id .*: give the id of the one whom you mean\.$/,
    ],
    [
      'one person, of checks that are of nobody',
      { user: 'student1', only: ['sequence-behind'] },
      /^None of the chosen checks can be narrowed by "user"/,
    ],
  ])('is told where a run fails by it: %s', { timeout: 60_000 }, async (_, body, words) => {
    withDatabase(`update users_user set username = '${BOTH}' where username = 'student2'`);
    for (const path of ['/audits', '/plans']) {
      const { state, reason, sentence } = await wished(path, body);
      expect([state, reason]).toEqual(['failed', expect.stringMatching(words)]);
      expect([sentence, reason?.includes('--')]).toEqual([reason, false]);
    }
  });

  it('is told where nobody can be looked up, and nothing of any other failure', { timeout: 60_000 }, async () => {
    withDatabase('alter table users_user rename to others');
    expect((await wished('/audits', { user: 'ann' })).reason).toBe('People cannot be looked up in this database: leave "user" out.');
    withDatabase('alter table others rename to users_user; alter table quests_quest rename to others');
    const failed = 'The run has failed: the log of the service says why.';
    expect(await wished('/plans', { only: ['quest-status'] })).toMatchObject({ state: 'failed', reason: failed, sentence: failed });
  });
});
