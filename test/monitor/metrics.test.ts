import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watched, type Watched } from './watched.ts';
import { WEEKLY } from '../support/weekly-job.ts';

let world: Watched;
beforeAll(async () => {
  world = await watched();
});
afterAll(() => world.close());

/** The samples of a text, by what stands before the value. */
const samplesOf = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('metrics', () => {
  it('have a zero for every known check, whatever was looked at', async () => {
    const { text, contentType } = await world.monitor([world.database('fresh')]).metrics();
    const samples = samplesOf(text);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(samples.get('peerquest_audit_findings{database="fresh",check="one",severity="critical"}')).toBe(0);
    expect(samples.get('peerquest_audit_findings{database="fresh",check="two",severity="warning"}')).toBe(0);
    expect(samples.get('peerquest_audit_runs_total{database="fresh",mode="audit",result="clean"}')).toBe(0);
    // But nobody says that it was looked at.
    expect(text).not.toContain('last_answer_timestamp_seconds{');
  });

  it('say what the history says, and no check that is not known', async () => {
    await world.record({
      subject: 'shop',
      number: 1,
      minute: 1,
      looks: { one: [{ id: 1 }, { id: 2 }, { id: 3, acknowledged: true }], two: [], 'of yesterday': [{ id: 1 }] },
      severities: { one: 'critical' },
      examined: { one: 40 },
      durations: { one: 250 },
      changes: { exitCode: 1, durationMs: 1500 },
    });
    await world.record({ subject: 'shop', number: 2, minute: 2, looks: { two: null }, changes: { mode: 'dry-run', changes: 6 } });
    await world.record({ subject: 'shop', number: 3, minute: 3, looks: {}, changes: { mode: 'fix', changes: 5, fixed: 4 } });
    const { text } = await world.monitor([world.database('shop')]).metrics();
    const samples = samplesOf(text);
    const began = Date.UTC(2026, 0, 1) / 1000;
    const said = {
      'peerquest_audit_findings{database="shop",check="one",severity="critical"}': 2,
      'peerquest_audit_findings{database="shop",check="two",severity="warning"}': 0,
      'peerquest_audit_acknowledged_findings{database="shop",check="one"}': 1,
      'peerquest_audit_oldest_open_finding_timestamp_seconds{database="shop",check="one"}': began + 60,
      'peerquest_audit_check_could_not_run{database="shop",check="two"}': 1,
      'peerquest_audit_check_examined_rows{database="shop",check="one"}': 40,
      'peerquest_audit_check_duration_seconds{database="shop",check="one"}': 0.25,
      'peerquest_audit_last_run_exit_code{database="shop",mode="audit"}': 1,
      'peerquest_audit_last_run_duration_seconds{database="shop",mode="audit"}': 1.5,
      'peerquest_audit_last_success_timestamp_seconds{database="shop",mode="fix"}': began + 180,
      'peerquest_audit_last_plan_changes{database="shop"}': 6,
      'peerquest_audit_findings_fixed_total{database="shop"}': 4,
      'peerquest_audit_changes_total{database="shop",mode="fix"}': 5,
      'peerquest_audit_runs_total{database="shop",mode="audit",result="issues"}': 1,
      'peerquest_audit_database_up{database="shop"}': 1,
      peerquest_audit_store_up: 1,
    };
    expect(Object.fromEntries(Object.keys(said).map((name) => [name, samples.get(name)]))).toEqual(said);
    expect(text).not.toContain('yesterday');
  });

  it.skipIf(spawnSync('promtool', ['--version']).error !== undefined)('are as promtool wants them', async () => {
    const { text } = await world.monitor([world.database('shop')]).metrics('text/plain');
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });

  it('are OpenMetrics for who asks for it', async () => {
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    const { text, contentType } = await world.monitor([world.database('shop')]).metrics(accept);
    expect(contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text).toContain('# TYPE peerquest_audit_runs counter');
    expect(text).toContain('peerquest_audit_runs_total{database="shop"');
  });

  it('have no label that a database decides: ten thousand of its rows make no further series', async () => {
    const count = async () => samplesOf((await world.monitor([world.database('many')]).metrics()).text).size;
    await world.record({ subject: 'many', number: 10, looks: { one: [{ id: 1, user: 'ann', cause: 'c' }] } });
    const before = await count();
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id: id + 1, user: `user ${id}`, cause: `cause ${id % 7}` }));
    await world.record({ subject: 'many', number: 11, looks: { one: rows } });
    expect(await count()).toBe(before);
  });

  it('say how probes are, how long they took, and what waits in the outbox', async () => {
    const state = { name: 'site', state: 'slow', since: '2026-01-01T00:00:00.000Z', pending: [], status: 200, reason: null } as const;
    const at = '2026-01-01T10:00:00.000Z';
    const certificateEnds = '2026-02-01T00:00:00.000Z';
    const keep = async (name: string, outcome: 'up' | 'slow' | 'down', latencyMs: number | null) => {
      const seen = (await world.store.probes.all()).find((one) => one.name === name) ?? null;
      await world.store.probes.keep(seen, { ...state, name, outcome, latencyMs, at, certificateEnds });
    };
    await keep('site', 'up', 4);
    await keep('site', 'slow', 2500);
    await keep('site', 'down', null);
    await keep('of yesterday', 'up', 1);
    const { text } = await world.monitor([], { probes: ['site'] }).metrics();
    const samples = samplesOf(text);
    const said = {
      'peerquest_audit_probe_up{probe="site"}': 1,
      'peerquest_audit_probe_slow{probe="site"}': 1,
      'peerquest_audit_probe_results_total{probe="site",result="down"}': 1,
      'peerquest_audit_probe_duration_seconds_bucket{probe="site",le="0.005"}': 1,
      'peerquest_audit_probe_duration_seconds_bucket{probe="site",le="2"}': 1,
      'peerquest_audit_probe_duration_seconds_bucket{probe="site",le="3"}': 2,
      'peerquest_audit_probe_duration_seconds_bucket{probe="site",le="+Inf"}': 2,
      'peerquest_audit_probe_duration_seconds_sum{probe="site"}': 2.504,
      'peerquest_audit_probe_duration_seconds_count{probe="site"}': 2,
      'peerquest_audit_probe_certificate_expiry_timestamp_seconds{probe="site"}': Date.parse(certificateEnds) / 1000,
    };
    expect(Object.fromEntries(Object.keys(said).map((name) => [name, samples.get(name)]))).toEqual(said);
    expect(text).not.toContain('yesterday');
    const health = await world.monitor([], { probes: ['site'] }).health();
    expect(health.parts).toContainEqual(
      expect.objectContaining({ component: 'probe', id: 'site', standing: 'degraded', reason: 'It is slow.' }),
    );
  });

  it('say when jobs begin, how they ended, and which are overdue', async () => {
    await world.store.jobs.add({ job: 'weekly', database: 'default' }, '2026-01-01T00:00:00.000Z');
    const at = (now: string) => world.monitor([], { jobs: [WEEKLY], now });
    const next = Date.UTC(2026, 0, 5, 1) / 1000;
    const labels = '{job="weekly",database="default"}';
    const before = samplesOf((await at('2026-01-02T00:00:00.000Z').metrics()).text);
    expect(before.get(`peerquest_audit_job_next_run_timestamp_seconds${labels}`)).toBe(next);
    expect(before.get(`peerquest_audit_job_overdue${labels}`)).toBe(0);
    const late = samplesOf((await at('2026-01-05T02:00:01.000Z').metrics()).text);
    expect(late.get(`peerquest_audit_job_overdue${labels}`)).toBe(1);
    expect((await at('2026-01-05T02:00:01.000Z').health()).parts).toContainEqual(
      expect.objectContaining({
        component: 'schedule',
        id: 'weekly default',
        standing: 'degraded',
        reason: 'It should have begun at 2026-01-05 01:00 UTC, and has not.',
      }),
    );
  });

  it('say that the store is away, and nothing that it would have to say', async () => {
    const monitor = world.monitor([world.database('shop')], { store: () => Promise.reject(new Error('it is away')) });
    const { text } = await monitor.metrics();
    expect(samplesOf(text).get('peerquest_audit_store_up')).toBe(0);
    expect(text).not.toContain('findings');
    expect(text).not.toContain('it is away');
  });

  it('read the store once a second, however many ask', async () => {
    let asked = 0;
    const monitor = world.monitor([world.database('shop')], {
      store: () => {
        asked++;
        return Promise.resolve(world.store);
      },
    });
    await Promise.all(Array.from({ length: 50 }, () => monitor.metrics()));
    await monitor.health();
    expect(asked).toBe(1);
  });
});
