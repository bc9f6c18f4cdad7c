import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startService } from '../support/service-process.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Pushed {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly resourceMetrics: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[] }[];
  };
}

it(
  'serve pushes its metrics to a receiver of OTLP, goes on when that was away, and shows its secret nowhere',
  { timeout: 90_000 },
  async () => {
    const pushed: Pushed[] = [];
    let status = 503;
    const receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        pushed.push({ path: request.url, headers: request.headers, body: JSON.parse(text) as Pushed['body'] });
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as { port: number };
    runCli(['demo', '--out', 'shop.sqlite3'], { cwd: folder.path });
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20canary',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    };
    const service = startService(['--database', 'shop.sqlite3'], { cwd: folder.path, env });
    await service.until('answers with 503');
    status = 200;
    await service.until('metrics-pushed-again');
    const before = pushed.length;
    await wait(2_500);
    const { code, stdout, stderr } = await service.end();
    receiver.close();
    expect(code).toBe(0);
    expect(pushed.length).toBeGreaterThan(before);
    expect(pushed[0]).toMatchObject({
      path: '/v1/metrics',
      headers: { 'content-type': 'application/json', authorization: 'Bearer canary' },
    });
    const names = pushed.at(-1)?.body.resourceMetrics[0]?.scopeMetrics[0]?.metrics.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['peerquest_audit_findings', 'peerquest_audit_runs_total', 'peerquest_audit_probe_duration_seconds']),
    );
    expect(stdout).toContain(`Metrics: pushed to 127.0.0.1:${port} every 1 s (OpenTelemetry)`);
    expect(stdout + stderr).not.toContain('canary');
  },
);
