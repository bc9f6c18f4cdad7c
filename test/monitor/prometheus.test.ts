import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../servers/processes.ts';
import { watched, type Watched } from './watched.ts';

const hasPrometheus = spawnSync('prometheus', ['--version']).error === undefined;

describe.skipIf(!hasPrometheus)('a real Prometheus', () => {
  let world: Watched;
  let service: Server;
  let prometheus: ChildProcess;
  let base: string;
  let accepted = '';

  beforeAll(async () => {
    world = await watched();
    await world.record({
      subject: 'shop',
      number: 1,
      minute: 1,
      looks: { one: [{ id: 1 }, { id: 2 }], two: [] },
      severities: { one: 'critical' },
    });
    const monitor = world.monitor([world.database('shop')]);
    service = createServer((request, response) => {
      accepted = request.headers.accept ?? '';
      void monitor.metrics(accepted).then(({ contentType, text }) => response.setHeader('content-type', contentType).end(text));
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as { port: number };
    mkdirSync(world.file('data'));
    writeFileSync(
      world.file('prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [resolve('deploy/prometheus/peerquest-audit.rules.yml')],
        scrape_configs: [{ job_name: 'peerquest-audit', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
      }),
    );
    const own = await freePort();
    base = `http://127.0.0.1:${own}`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${world.file('prometheus.yml')}`,
        `--storage.tsdb.path=${world.file('data')}`,
        `--web.listen-address=127.0.0.1:${own}`,
      ],
      { stdio: 'ignore' },
    );
  });
  afterAll(async () => {
    prometheus.kill('SIGKILL');
    await once(prometheus, 'close');
    service.closeAllConnections();
    service.close();
    await world.close();
  });

  async function ask<Data>(path: string): Promise<Data | null> {
    try {
      return ((await (await fetch(`${base}${path}`)).json()) as { data: Data }).data;
    } catch {
      return null;
    }
  }

  it('scrapes the metrics, and a rule fires', async () => {
    const firing = async (): Promise<readonly (readonly unknown[])[]> => {
      const told = await ask<{ alerts: { state: string; labels: Record<string, string>; annotations: Record<string, string> }[] }>(
        '/api/v1/alerts',
      );
      return (told?.alerts ?? [])
        .filter(({ state, labels }) => state === 'firing' && labels['alertname'] === 'PeerQuestAuditCriticalFindings')
        .map(({ labels, annotations }) => [labels['check'], labels['database'], annotations['summary']]);
    };
    const end = performance.now() + 45_000;
    while ((await firing()).length === 0 && performance.now() < end) await wait(500);
    expect(await firing()).toEqual([['one', 'shop', 'PeerQuest data synchronization issues detected: one in shop']]);
    expect(accepted).toContain('application/openmetrics-text');
    const targets = await ask<{ activeTargets: { health: string; lastError: string }[] }>('/api/v1/targets');
    expect(targets?.activeTargets.map(({ health, lastError }) => [health, lastError])).toEqual([['up', '']]);
    const sum = await ask<{ result: { value: [number, string] }[] }>('/api/v1/query?query=sum(peerquest_audit_findings)');
    expect(sum?.result[0]?.value[1]).toBe('2');
  });
});
