import Database from 'better-sqlite3';
import { renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../support/asked.ts';
import { runInProcess } from '../support/in-process.ts';
import { served, type Person, type Served } from '../support/served.ts';

let service: Served;
const sessions = {} as Record<Person, Readonly<Record<string, string>>>;
const base = '/api/v1/databases/default';

beforeAll(async () => {
  service = await served();
  for (const person of ['vera', 'otto', 'ada'] as const) sessions[person] = await service.signedIn(person);
}, 60_000);
afterAll(() => service.stop());

const as = (person: Person, path: string, method = 'GET', body?: unknown): Promise<Asked> =>
  service.ask(path, { method, headers: sessions[person], ...(body === undefined ? {} : { body }) });
const read = async <T = Record<string, never>>(path: string): Promise<T> => {
  const { status, body } = await as('vera', path);
  expect([path, status, status === 200 ? '' : body]).toEqual([path, 200, '']);
  return JSON.parse(body) as T;
};

interface Ticket {
  readonly ticket: string;
  readonly state: string;
  readonly run: string | null;
  readonly exitCode: number | null;
  readonly plan: { readonly id: string; readonly changes: number } | null;
}

/** What a run came to. */
async function ended(asked: Asked): Promise<Ticket> {
  expect([asked.status, asked.status === 202 ? '' : asked.body]).toEqual([202, '']);
  const place = String(asked.headers['location']);
  for (let round = 0; round < 300; round += 1) {
    const ticket = await read<Ticket & { state: string }>(place);
    if (ticket.state !== 'running') return ticket;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The run does not end.');
}

describe('the history over HTTP', () => {
  it('is empty before an audit, and says so', async () => {
    expect(await read(`${base}/runs`)).toMatchObject({ runs: [] });
    expect((await as('vera', `${base}/findings`)).status).toBe(404);
    // Who says so beforehand gets nothing instead of an error.
    expect(await read(`${base}/findings?unaudited=empty`)).toMatchObject({ subject: null, count: 0, findings: [], next: null, asOf: null });
    expect(await read(`${base}/summary?by=user&unaudited=empty`)).toMatchObject({ subject: null, by: 'user', groups: [] });
    expect((await as('vera', `${base}/repairable`)).status).toBe(404);
    expect(await read(`${base}/repairable?unaudited=empty`)).toMatchObject({ subject: null, checks: [], onlyCounted: null });
    expect(await read(`${base}/summary?by=incident&unaudited=empty`)).toMatchObject({ incidents: [] });
    expect(await read('/api/v1/databases')).toMatchObject({ databases: [{ name: 'default' }] });
  });

  it('has what an audit found, in the very JSON of the command line', { timeout: 120_000 }, async () => {
    const { run, exitCode, state } = await ended(await as('otto', `${base}/audits`, 'POST', {}));
    expect({ state, exitCode }).toEqual({ state: 'ended', exitCode: 1 });
    const cli = async (...args: readonly string[]): Promise<unknown> => {
      const { stdout } = await runInProcess([...args, '--config', service.folder.file('config.json'), '--format', 'json']);
      return JSON.parse(stdout) as unknown;
    };
    expect(await read(`${base}/runs`)).toEqual(await cli('runs'));
    expect(await read(`${base}/runs`)).toMatchObject({ runs: [{ id: run, operator: expect.stringContaining('otto') as string }] });
    expect(await read(`${base}/runs/last`)).toEqual(await cli('show', 'last'));
    const { checks } = await read<{ checks: { check: string; outcome: string; count: number | null; reason: string | null }[] }>(
      `${base}/runs/last/checks`,
    );
    const { run: shown } = (await cli('show', 'last')) as { run: { found: Record<string, number | null> } };
    expect(Object.fromEntries(checks.map(({ check, count }) => [check, count]))).toEqual(shown.found);
    // What did not look says why.
    expect(checks.filter(({ outcome, reason }) => outcome === 'does-not-apply' && reason === null)).toEqual([]);
    const { next, asOf, ...open } = await read<{ next: null; asOf: string; findings: { fingerprint: string; sentence: string }[] }>(
      `${base}/findings`,
    );
    expect(next).toBeNull();
    expect(asOf).toBe(run);
    const sentences = open.findings.map(({ sentence }) => sentence);
    for (const sentence of sentences) expect(sentence).toMatch(/^[\p{L}“].*[^.]$/u);
    expect(open).toEqual(await cli('findings'));
    const first = open.findings[0]?.fingerprint ?? '';
    const life = await read<object>(`${base}/findings/${first}`);
    expect(JSON.stringify(life)).toContain(JSON.stringify(sentences[0]));
    expect(life).toEqual(await cli('history', first));
    expect(await read(`${base}/findings/${first.slice(0, 8)}/explanation`)).toEqual(await cli('explain', first));
    expect(await read(`${base}/summary?by=cause`)).toEqual(await cli('summary', '--by', 'cause'));
    const users = (await cli('summary', '--by', 'user')) as { readonly groups: readonly { open: number }[] };
    expect(await read(`${base}/summary?by=user`)).toEqual(users);
    const [most, ...others] = users.groups;
    expect(await read(`${base}/summary?by=user&limit=1`)).toEqual({
      ...users,
      groups: [most],
      others: { groups: others.length, open: others.reduce((sum, { open }) => sum + open, 0), acknowledged: 0 },
    });
    expect(await read(`${base}/summary?by=incident`)).toEqual(await cli('summary', '--by', 'incident'));
    const trend = await read<object>(`${base}/trend`);
    const since: unknown = expect.any(String);
    expect(trend).toEqual({ ...((await cli('trend')) as object), since });
    const report = await as('vera', `${base}/runs/last/report`);
    expect(report.headers['content-disposition']).toBe(`attachment; filename="run-${run?.slice(0, 8) ?? ''}.json"`);
    expect(JSON.parse(report.body)).toMatchObject({ run: { id: run } });
    for (const format of ['text', 'csv', 'html', 'sarif', 'junit', 'markdown', 'ndjson', 'prometheus', 'github', 'gitlab'])
      expect((await as('vera', `${base}/runs/last/report?format=${format}`)).status).toBe(200);
  });

  it('comes in pages', async () => {
    const whole = await read<{ count: number; findings: object[] }>(`${base}/findings`);
    const paged: object[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null && pages < 50; pages += 1) {
      const page: { next: string | null; findings: object[] } = await read(
        `${base}/findings?limit=2${next === '' ? '' : `&after=${next}`}`,
      );
      expect(page.findings.length).toBeLessThanOrEqual(2);
      paged.push(...page.findings);
      next = page.next;
    }
    expect(paged).toEqual(whole.findings);
    expect(paged).toHaveLength(whole.count);
    const { checks } = await read<{ checks: { id: string; severity: string }[] }>(`${base}/checks`);
    const sorted = async (sort: string): Promise<readonly { check: string; fingerprint: string }[]> =>
      (await read<{ findings: { check: string; fingerprint: string }[] }>(`${base}/findings?sort=${sort}`)).findings;
    const severities = (await sorted('severity')).map(({ check }) => checks.find(({ id }) => id === check)?.severity);
    expect(severities).toEqual(['critical', 'warning', 'info'].flatMap((one) => severities.filter((other) => other === one)));
    expect((await sorted('oldest')).toReversed()).toEqual(await sorted('newest'));
    expect((await as('vera', `${base}/findings?sort=user`)).status).toBe(400);
  });

  it('tells by check how many a repair mends, and where it may write: as the findings and a plan say', { timeout: 120_000 }, async () => {
    const { findings } = await read<{ findings: { check: string; repair: string }[] }>(`${base}/findings?limit=500`);
    const { checks } = await read<{ checks: { check: string; open: number; automatic: number; writes: string[] }[] }>(`${base}/repairable`);
    const counted = (check: string, repair?: string): number =>
      findings.filter((one) => one.check === check && (repair ?? one.repair) === one.repair).length;
    expect(checks.map(({ check, open, automatic }) => [check, open, automatic])).toEqual(
      checks.map(({ check }) => [check, counted(check), counted(check, 'automatic')]),
    );
    expect(checks.reduce((sum, { open }) => sum + open, 0)).toBe(findings.length);
    expect(checks.filter(({ automatic }) => automatic > 0).length).toBeGreaterThan(1);
    const { plan } = await ended(await as('ada', `${base}/plans`, 'POST', {}));
    const { body } = await as('ada', `${base}/plans/${plan?.id ?? ''}?limit=500`);
    const changes = (JSON.parse(body) as { changes: { check: string; table: string }[] }).changes;
    const writes = new Map(checks.map((one) => [one.check, one.writes]));
    expect(changes.filter(({ check, table }) => writes.get(check)?.includes(table) !== true)).toEqual([]);
    expect(new Set(changes.map(({ table }) => table))).toEqual(new Set(checks.flatMap((one) => one.writes)));
  });

  it('comes by group, severity and search, and as a file of the same', async () => {
    type Open = { check: string; fingerprint: string; user: { username: string } | null };
    type List = { count: number; findings: Open[] };
    const whole = await read<List>(`${base}/findings`);
    const { checks } = await read<{ checks: { id: string; group: string; severity: string }[] }>(`${base}/checks`);
    const about = new Map(checks.map((check) => [check.id, check]));
    const among = (fits: (open: Open) => boolean) => {
      const findings = whole.findings.filter(fits);
      return { count: findings.length, findings };
    };
    const [first] = whole.findings;
    const fingerprint = first?.fingerprint ?? '';
    const username = whole.findings.find(({ user }) => user !== null)?.user?.username ?? '';
    const { group, severity } = about.get(first?.check ?? '') ?? { group: '', severity: '' };
    expect(await read(`${base}/findings?group=${group}`)).toMatchObject(among(({ check }) => about.get(check)?.group === group));
    expect(await read(`${base}/findings?severity=${severity}`)).toMatchObject(
      among(({ check }) => about.get(check)?.severity === severity),
    );
    expect(await read(`${base}/findings?severity=info&check=${first?.check ?? ''}`)).toMatchObject({ count: severity === 'info' ? 1 : 0 });
    expect(await read(`${base}/findings?q=${username}`)).toMatchObject(among(({ user }) => user?.username === username));
    for (const digits of [4, 9, 32])
      expect(await read(`${base}/findings?q=${fingerprint.slice(0, digits).toUpperCase()}`)).toMatchObject({
        findings: [{ fingerprint }],
      });
    expect((await as('vera', `${base}/findings?group=nowhere`)).status).toBe(400);
    expect((await as('vera', `${base}/findings?q=`)).status).toBe(400);
    const file = await as('vera', `${base}/findings/export?format=json&group=${group}`);
    expect(file.headers['content-disposition']).toBe('attachment; filename="findings.json"');
    expect(JSON.parse(file.body)).toMatchObject({ findings: among(({ check }) => about.get(check)?.group === group).findings });
    const table = (await as('vera', `${base}/findings/export?q=${fingerprint}`)).body.split('\r\n');
    expect(table).toEqual([expect.stringMatching(/^check,name,fingerprint,/), expect.stringContaining(`,${fingerprint},`), '']);
    expect((await as('vera', `${base}/findings/export?format=json&q=nobody`)).body).toMatch(/"findings":\[\]\}\n$/);
  });

  it('is counted by what it has in common, of what a filter leaves, and each group leads to its list', async () => {
    type Groups = { groups: { key: string | null; open: number }[]; others?: object };
    const total = async (query: string): Promise<number> => (await read<{ count: number }>(`${base}/findings?${query}`)).count;
    for (const filter of ['', 'severity=warning', 'check=approved-without-participant&acknowledged=false']) {
      const whole = await total(filter);
      for (const by of ['check', 'group', 'severity', 'cause', 'user', 'quest']) {
        const { groups } = await read<Groups>(`${base}/summary?by=${by}&${filter}`);
        expect(groups.reduce((sum, { open }) => sum + open, 0)).toBe(whole);
        for (const { key, open } of groups) {
          // What narrows the list already says it once more.
          if (filter.startsWith(by)) continue;
          expect([by, key, await total(`${filter}&${key === null ? `without=${by}` : `${by}=${encodeURIComponent(key)}`}`)]).toEqual([
            by,
            key,
            open,
          ]);
        }
      }
    }
    const refused = await as('vera', `${base}/summary?by=incident&severity=warning`);
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([400, { code: 'NO_FILTER' }]);
    expect((await as('vera', `${base}/summary?by=check&check=nothing`)).status).toBe(400);
  });

  it('repeats no words of people where a finding is not known', async () => {
    expect((await as('vera', `${base}/findings/${'0'.repeat(32)}`)).status).toBe(404);
    for (const what of ['', '/explanation']) {
      const { status, body } = await as('vera', `${base}/findings/quest-status:ann.smith${what}`);
      expect(status).toBe(400);
      expect(body).not.toContain('ann');
    }
  });

  it('explains no finding that is none, and says when one is gone or nobody can tell', { timeout: 60_000 }, async () => {
    interface Named {
      readonly fingerprint: string;
      readonly key: { readonly applicationId: number };
    }
    const { findings } = await read<{ findings: readonly Named[] }>(`${base}/findings?check=approved-without-participant`);
    // The first was explained a moment ago, and would be told the same again.
    const [, one, other] = findings;
    const place = (fingerprint = ''): string => `${base}/findings/${fingerprint}/explanation`;
    expect((await as('vera', place('0'.repeat(32)))).status).toBe(404);
    const file = service.folder.file('main.sqlite3');
    const database = new Database(file);
    const set = database.prepare('update applications_application set status = ? where id = ?');
    set.run('rejected', one?.key.applicationId);
    const mended = await as('vera', place(one?.fingerprint));
    set.run('approved', one?.key.applicationId);
    database.close();
    expect([mended.status, JSON.parse(mended.body)]).toMatchObject([404, { code: 'FINDING_GONE' }]);
    renameSync(file, `${file}.away`);
    const away = await as('vera', place(other?.fingerprint));
    renameSync(`${file}.away`, file);
    expect([away.status, JSON.parse(away.body)]).toMatchObject([503, { detail: 'The database cannot be asked just now.' }]);
    expect(away.body).not.toContain('sqlite3');
  });

  it('is not sent twice', async () => {
    const { headers } = await as('vera', `${base}/findings`);
    const again = await service.ask(`${base}/findings`, { headers: { ...sessions.vera, 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('compares runs', { timeout: 120_000 }, async () => {
    await ended(await as('otto', `${base}/audits`, 'POST', {}));
    expect(await read(`${base}/compare`)).toMatchObject({ findings: [] });
    expect(await read(`${base}/compare?limit=1`)).toMatchObject({ counts: { new: 0, returned: 0, resolved: 0, changed: 0 } });
    expect((await as('vera', `${base}/compare?limit=501`)).status).toBe(400);
    expect((await as('vera', `${base}/compare?earlier=last&later=last`)).status).toBe(400);
  });
});

describe('acknowledging over HTTP', () => {
  it('takes a finding that the history knows, and takes it back', { timeout: 120_000 }, async () => {
    const { findings } = await read<{ findings: { fingerprint: string }[] }>(`${base}/findings`);
    const fingerprint = findings[0]?.fingerprint ?? '';
    const made = await as('otto', `${base}/acknowledgements`, 'POST', { findings: [fingerprint], reason: 'known', until: '2099-01-01' });
    expect(made.status).toBe(201);
    expect(await read(`${base}/acknowledgements`)).toMatchObject({
      acknowledgements: [{ fingerprint, reason: 'known', by: 'otto', until: '2099-01-01' }],
    });
    await ended(await as('otto', `${base}/audits`, 'POST', {}));
    expect(await read(`${base}/findings?acknowledged=true`)).toMatchObject({ count: 1, findings: [{ fingerprint }] });
    expect((await as('otto', `${base}/acknowledgements/${fingerprint}`, 'DELETE')).status).toBe(204);
    expect((await as('otto', `${base}/acknowledgements/${fingerprint}`, 'DELETE')).status).toBe(404);
  });

  it(
    'takes all that a filter leaves, as they were when somebody saw them, and says what has come since',
    { timeout: 120_000 },
    async () => {
      const { count, asOf } = await read<{ count: number; asOf: string }>(`${base}/findings?acknowledged=false`);
      const { groups } = await read<{ groups: { key: string; open: number }[] }>(`${base}/summary?by=check&acknowledged=false`);
      const [first] = groups;
      const all = async (body: object, person: 'otto' | 'vera' = 'otto'): Promise<object> => {
        const { status, body: told } = await as(person, `${base}/bulk-acknowledgements`, 'POST', { asOf, reason: 'seen', ...body });
        return { status, ...(JSON.parse(told) as object) };
      };
      expect(await all({ filter: {} }, 'vera')).toMatchObject({ status: 403 });
      for (const body of [{}, { filter: { acknowledged: 'true' } }, { filter: { check: 'none' } }, { filter: {}, asOf: '../x' }])
        expect(await all(body)).toMatchObject({ status: 400 });
      expect(await all({ filter: {}, asOf: 'ffffffff' })).toMatchObject({ status: 404 });
      expect(await all({ filter: { check: first?.key } })).toMatchObject({ status: 201, acknowledged: first?.open, already: 0, since: 0 });
      // Who presses twice, or chooses more, says nothing else of what was acknowledged before.
      expect(await all({ filter: {}, until: '2099-01-01' })).toMatchObject({
        acknowledged: count - (first?.open ?? 0),
        already: first?.open,
        since: 0,
      });
      const { deeds } = JSON.parse((await as('ada', '/api/v1/deeds')).body) as { deeds: object[] };
      expect(deeds[0]).toMatchObject({ who: 'otto', about: { filter: {}, asOf, already: first?.open, reason: 'seen' } });
      await ended(await as('otto', `${base}/audits`, 'POST', {}));
      expect(await read(`${base}/findings?acknowledged=true`)).toMatchObject({ count });
      const { acknowledgements } = await read<{ acknowledgements: { fingerprint: string }[] }>(`${base}/acknowledgements`);
      expect(acknowledgements).toHaveLength(count);
      for (const { fingerprint } of acknowledgements) await as('otto', `${base}/acknowledgements/${fingerprint}`, 'DELETE');
      // That of before was one that counts again. What the next audit records anew nobody has seen who still looks at the run before.
      await ended(await as('otto', `${base}/audits`, 'POST', {}));
      expect(await all({ filter: {} })).toMatchObject({ status: 201, acknowledged: 0, already: 0, since: count + 1 });
    },
  );
});

/** The changes of a plan or a run, read page by page, and what the first page says that they come to. */
async function pagesOf(path: string, besides = ''): Promise<[changes: object[], all: number, left: number]> {
  type Page = { sum: Record<string, number> | null; changes: { title?: string }[]; next: string | null };
  const changes: object[] = [];
  let sum: Record<string, number> = {};
  let next: string | null = null;
  do {
    const { status, body } = await as('ada', `${path}?limit=3${besides}${next === null ? '' : `&after=${next}`}`);
    expect(status).toBe(200);
    const page = JSON.parse(body) as Page;
    for (const { title, ...change } of page.changes) {
      expect(title).toMatch(/^[A-Z]/);
      changes.push(change);
    }
    sum = page.sum ?? sum;
    next = page.next;
  } while (next !== null);
  return [changes, ['insert', 'update', 'delete'].reduce((all, operation) => all + (sum[operation] ?? 0), 0), sum['left'] ?? 0];
}

describe('attack 6: repairing something else than what was seen', () => {
  it('only the plan that the person has seen, once, and with its number of changes', { timeout: 240_000 }, async () => {
    const { plan } = await ended(await as('ada', `${base}/plans`, 'POST', {}));
    const { id = '', changes = 0 } = plan ?? {};
    expect(changes).toBeGreaterThan(0);
    const before = service.files()['main.sqlite3'];
    const shown = JSON.parse((await as('ada', `${base}/plans/${id}`)).body) as { changes: object[] };
    expect(shown.changes).toHaveLength(changes);
    expect(await pagesOf(`${base}/plans/${id}`)).toEqual([shown.changes, changes, 0]);
    const apply = (body: object, plan = id): Promise<Asked> => as('ada', `${base}/plans/${plan}/apply`, 'POST', body);
    expect((await apply({ changes: changes + 1 })).status).toBe(409);
    expect((await apply({ changes, maxChanges: 1e6 })).status).toBe(400);
    expect((await apply({})).status).toBe(400);
    expect((await apply({ changes }, '00000000-0000-4000-8000-000000000000')).status).toBe(409);
    const token = JSON.parse((await as('ada', '/api/v1/tokens', 'POST', { name: 'other', role: 'admin' })).body) as { secret: string };
    const others = { authorization: `Bearer ${token.secret}` };
    expect((await service.ask(`${base}/plans/${id}`, { headers: others })).status).toBe(404);
    expect((await service.ask(`${base}/plans/${id}/apply`, { method: 'POST', body: { changes }, headers: others })).status).toBe(409);
    service.now = () => new Date(Date.now() + 31 * 60_000);
    expect((await apply({ changes })).status).toBe(409);
    service.now = () => new Date();
    expect(service.files()['main.sqlite3']).toBe(before);
    const tries = await Promise.all([apply({ changes }), apply({ changes }), apply({ changes })]);
    expect(tries.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    const done = await ended(tries.find(({ status }) => status === 202) as Asked);
    expect(done).toMatchObject({ state: 'ended' });
    expect((await apply({ changes })).status).toBe(409);
    expect(await read(`${base}/runs/${done.run ?? ''}`)).toMatchObject({
      run: { mode: 'fix', operator: expect.stringMatching(/^ada/) as string },
    });

    const preview = await ended(await as('ada', `${base}/runs/${done.run ?? ''}/undo`, 'POST', {}));
    expect(preview.plan).toMatchObject({ changes, undoes: done.run });
    expect((await pagesOf(`${base}/runs/${preview.run ?? ''}`)).slice(1)).toEqual([changes, 0]);
    expect((await pagesOf(`${base}/runs/${preview.run ?? ''}`, '&left=true'))[0]).toEqual([]);
    const undone = await ended(await apply({ changes }, preview.plan?.id));
    expect(undone.state).toBe('ended');
    expect(await read(`${base}/runs/${undone.run ?? ''}`)).toMatchObject({ run: { mode: 'undo', undoes: done.run } });
    const { deeds } = JSON.parse((await as('ada', '/api/v1/deeds')).body) as { deeds: { who: string; about: object }[] };
    expect(deeds[0]).toMatchObject({ who: 'ada', about: { changes, plan: preview.plan?.id } });
  });
});

describe('attack 10: streams', () => {
  const events = async (headers: Record<string, string>): Promise<string> => {
    const asked = await as('otto', `${base}/audits`, 'POST', { only: ['quest-status'], findings: false });
    const { body } = await service.ask(`${String(asked.headers['location'])}/events`, { headers });
    return body;
  };

  it('tell a run to its end, from where the reader was', { timeout: 60_000 }, async () => {
    const whole = await events(sessions.vera);
    expect(whole).toMatch(/^retry: 2000\n\n(?:: still there\n\n)*id: 1\nevent: run-started\n/);
    expect(whole).toMatch(/event: ended\ndata: .*"state":"ended".*\n\n$/);
    expect(await events({ ...sessions.vera, 'last-event-id': '2' })).toMatch(/^retry: 2000\n\nid: 3\n/);
    for (const bad of ["1' or 1=1", '99999999999999999999', '-1', 'x']) {
      expect(await events({ ...sessions.vera, 'last-event-id': bad })).toMatch(/^retry: 2000\n\n(?:: still there\n\n)*id: 1\n/);
    }
  });
});

describe('attack 16: a hundred audits at once', () => {
  it('are told to come later, and the process lives', { timeout: 120_000 }, async () => {
    const asked = await Promise.all(Array.from({ length: 100 }, () => as('otto', `${base}/audits`, 'POST', { findings: false })));
    const begun = asked.filter(({ status }) => status === 202);
    // One runs and three wait; on a slow machine some have ended before the last has asked.
    const states = await Promise.all(begun.map(async ({ headers }) => (await as('otto', String(headers['location']))).body));
    expect(states.filter((state) => state.includes('"running"')).length).toBeLessThanOrEqual(4);
    expect(begun.length).toBeLessThan(50);
    const refused = asked.filter(({ status }) => status !== 202);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
    expect(refused[0]?.headers['retry-after']).toBeDefined();
    expect((await service.ask('/health/live')).status).toBe(200);
    for (const one of begun) await ended(one);
  });
});
