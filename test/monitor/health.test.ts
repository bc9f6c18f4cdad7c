import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { HEALTH_TYPE, healthJson, healthStatus, type Health } from '../../src/monitor/index.ts';
import { fakeServer } from '../support/fake-server.ts';
import { watched, type Watched } from './watched.ts';

let world: Watched;
beforeAll(async () => {
  world = await watched();
  await world.record({ subject: 'well', number: 1, minute: 1, looks: { one: [] } });
});
afterAll(() => world.close());

const parts = ({ parts: all }: Health) => all.map(({ component, id, standing }) => [component, id, standing]);
const reasons = ({ parts: all }: Health) => all.flatMap(({ reason }) => reason ?? []);

let made = 100;

describe('health', () => {
  it('is well where the databases and the store answer and the last audit found nothing', async () => {
    const health = await world.monitor([world.database('well')]).health();
    expect(parts(health)).toEqual([
      ['database', 'well', 'healthy'],
      ['store', null, 'healthy'],
      ['audit', 'well', 'healthy'],
      ['outbox', null, 'healthy'],
    ]);
    expect([health.standing, reasons(health)]).toEqual(['healthy', []]);
  });

  it.each([
    ['nothing is recorded', [], 'No audit of it is recorded.'],
    [
      'the last audit found something',
      [{ exitCode: 1, findings: { critical: 2, warning: 1, info: 0 } }],
      'The last run left findings: 2 critical, 1 warning.',
    ],
    ['the last one failed', [{}, { exitCode: 2, state: 'failed' }], 'The last run failed (exit code 2).'],
    ['none gave an answer', [{ exitCode: 2, state: 'failed' }], 'No audit of it has given an answer yet.'],
    [
      'the last one is old',
      [{ finishedAt: '2025-12-20T00:00:00.000Z' }],
      'The last audit that gave an answer is 13 days old, of 8 days at most.',
    ],
    ['the clock went back', [{ finishedAt: '2026-02-01T00:00:00.000Z' }], null],
  ] as const)('is degraded, and says why, where %s', async (when, runs, reason) => {
    const subject = when.replaceAll(' ', '-');
    for (const changes of runs) await world.record({ subject, number: ++made, minute: 1, looks: {}, changes });
    const health = await world.monitor([world.database(subject)]).health();
    expect([health.standing, reasons(health)]).toEqual(reason === null ? ['healthy', []] : ['degraded', [reason]]);
  });

  it('does not take an undo for an audit', async () => {
    await world.record({ subject: 'undone', number: 50, minute: 1, looks: {}, changes: { exitCode: 1 } });
    await world.record({ subject: 'undone', number: 51, minute: 2, looks: {}, changes: { mode: 'undo' } });
    expect((await world.monitor([world.database('undone')]).health()).standing).toBe('degraded');
  });

  it('knows a database without a name by what it is called, and else takes the newest run of none', async () => {
    const file = world.file('default.sqlite3');
    await world.record({
      subject: 'a'.repeat(32),
      number: 60,
      minute: 1,
      looks: {},
      changes: { database: { engine: 'SQLite', name: file }, exitCode: 1 },
    });
    await world.record({ subject: 'b'.repeat(32), number: 61, minute: 99, looks: {} });
    const unnamed = world.database('default', { subject: null });
    expect((await world.monitor([unnamed]).health()).standing).toBe('degraded');
    const elsewhere = { ...unnamed, address: () => Promise.resolve(parseDatabaseUrl(world.database('elsewhere').name)) };
    expect((await world.monitor([elsewhere]).health()).parts.find(({ component }) => component === 'audit')).toMatchObject({
      standing: 'healthy',
    });
  });

  it.each([
    ['is not there', 'missing', null, 'There is no database file'],
    ['is no database', 'text', 'no database at all', 'is not a SQLite database'],
  ])('is unhealthy where a database %s', async (_, name, content, reason) => {
    const file = world.file(`${name}.txt`);
    if (content !== null) writeFileSync(file, content);
    const away = { name, subject: 'well', address: () => Promise.resolve(parseDatabaseUrl(file)) };
    const monitor = world.monitor([world.database('well'), away]);
    const quick = await monitor.quick();
    expect(parts(quick)).toEqual([
      ['database', 'well', 'healthy'],
      ['database', name, 'unhealthy'],
    ]);
    expect(reasons(quick)[0]).toContain(reason);
    expect(healthStatus(await monitor.health(), 200)).toBe(503);
  });

  it('is unhealthy where the store is away, and says nothing of audits then', async () => {
    const health = await world.monitor([world.database('well')], { store: () => Promise.reject(new Error('it is away')) }).health();
    expect(parts(health)).toEqual([
      ['database', 'well', 'healthy'],
      ['store', null, 'unhealthy'],
    ]);
  });

  it('tells of several databases each by its name, and of one that is away beside those that answer', async () => {
    await world.record({ subject: 'other', number: 70, minute: 1, looks: { one: [] } });
    const away = world.database('away', { address: () => Promise.resolve(parseDatabaseUrl(world.file('nothing.sqlite3'))) });
    const health = await world.monitor([world.database('well'), away, world.database('other')]).health();
    expect(parts(health)).toEqual([
      ['database', 'well', 'healthy'],
      ['database', 'away', 'unhealthy'],
      ['database', 'other', 'healthy'],
      ['store', null, 'healthy'],
      ['audit', 'well', 'healthy'],
      ['audit', 'away', 'degraded'],
      ['audit', 'other', 'healthy'],
      ['outbox', null, 'healthy'],
    ]);
  });

  it('is degraded where the provider of sign-ins is away, which is asked once in a while however many want to know', async () => {
    let asked = 0;
    const provider = (ask: () => Promise<void>) => ({ name: 'login.example.org', ask: () => (asked++, ask()) });
    const well = world.monitor([world.database('well')], { provider: provider(() => Promise.resolve()) });
    expect((await well.health()).parts.at(-1)).toMatchObject({
      component: 'sign-in',
      id: 'login.example.org',
      standing: 'healthy',
      reason: null,
    });
    await Promise.all(Array.from({ length: 20 }, () => well.health()));
    expect(asked).toBe(1);
    const away = world.monitor([world.database('well')], {
      provider: provider(() => Promise.reject(new Error('login.example.org refuses connections'))),
    });
    const health = await away.health();
    expect([health.standing, reasons(health)]).toEqual(['degraded', ['Nobody can sign in there: login.example.org refuses connections.']]);
    const silent = world.monitor([world.database('well')], { provider: provider(() => new Promise(() => undefined)) });
    const began = performance.now();
    expect(reasons(await silent.health())).toEqual([expect.stringMatching(/^Nobody can sign in there: No answer within 1\.\d s\.$/)]);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it.each(['postgresql', 'mysql'])(
    'never takes two seconds where a server of %s says nothing, and asks it once however many ask',
    async (scheme) => {
      const server = await fakeServer([]);
      const silent = {
        name: 'silent',
        subject: 'well',
        address: () =>
          Promise.resolve(
            parseDatabaseUrl(`${scheme}://a:secret@127.0.0.1:${server.port}/x?${scheme === 'mysql' ? '' : 'sslmode=disable'}`),
          ),
      };
      const monitor = world.monitor([silent], { store: () => new Promise(() => undefined) });
      const began = performance.now();
      const all = await Promise.all(Array.from({ length: 20 }, () => monitor.health()));
      expect(performance.now() - began).toBeLessThan(2000);
      expect(new Set(all.map(({ standing }) => standing))).toEqual(new Set(['unhealthy']));
      expect(reasons(all[0] as Health)).toEqual([
        expect.stringMatching(/^No answer within 1\.\d s\.$/),
        expect.stringMatching(/^No answer/),
      ]);
      await server.close();
    },
  );

  it('asks a database at most once while its last sign of life holds', async () => {
    let asked = 0;
    const database = world.database('well');
    const counted = { ...database, address: () => (asked++, database.address()) };
    const monitor = world.monitor([counted]);
    for (let call = 0; call < 20; call++) await monitor.quick();
    expect(asked).toBe(1);
  });
});

describe('health as JSON', () => {
  it('is of the media type of the draft', () => {
    expect(HEALTH_TYPE).toBe('application/health+json');
  });

  const health: Health = {
    standing: 'degraded',
    at: '2026-01-02T00:00:00.000Z',
    parts: [
      {
        component: 'database',
        id: 'a',
        standing: 'healthy',
        at: 'T1',
        reason: null,
        observed: { measure: 'responseTime', value: 3, unit: 'ms' },
      },
      {
        component: 'database',
        id: 'b',
        standing: 'healthy',
        at: 'T2',
        reason: null,
        observed: { measure: 'responseTime', value: 4, unit: 'ms' },
      },
      { component: 'audit', id: 'a', standing: 'degraded', at: 'T3', reason: 'No audit of it is recorded.', observed: null },
    ],
  };

  it('tells strangers how well it is and no more', () => {
    expect(healthJson(health, false)).toEqual({ status: 'warn' });
  });

  it('tells the others of each part, with its time and reason, in the form of the draft', () => {
    expect(healthJson(health, true)).toEqual({
      status: 'warn',
      description: 'PeerQuest Audit is degraded',
      notes: ['audit a: No audit of it is recorded.'],
      checks: {
        'database:responseTime': [
          { componentId: 'a', componentType: 'datastore', observedValue: 3, observedUnit: 'ms', status: 'pass', time: 'T1' },
          { componentId: 'b', componentType: 'datastore', observedValue: 4, observedUnit: 'ms', status: 'pass', time: 'T2' },
        ],
        'audit:status': [
          { componentId: 'a', componentType: 'component', status: 'warn', time: 'T3', output: 'No audit of it is recorded.' },
        ],
      },
    });
  });

  it.each([
    ['healthy', 200, 200],
    ['degraded', 200, 200],
    ['degraded', 503, 503],
    ['unhealthy', 200, 503],
  ] as const)('%s is answered as it is set to %i', (standing, degraded, status) => {
    expect(healthStatus({ ...health, standing }, degraded)).toBe(status);
  });
});
