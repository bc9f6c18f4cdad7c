import { describe, expect, it } from 'vitest';
import { otlpMetrics, otlpSettings } from '../../src/monitor/index.ts';
import { counter, gauge, histogram } from '../../src/monitor/family.ts';

describe('metrics for OpenTelemetry', () => {
  it('are the same numbers in the form of the protocol', () => {
    const families = [
      gauge('last_run_duration_seconds', 'How long.', ['database'], [{ labels: { database: 'shop' }, value: 1.5 }]),
      counter('runs', 'Runs.', [], [{ labels: {}, value: 3 }]),
      histogram(
        'probe_duration_seconds',
        'Times.',
        [],
        [
          {
            labels: {},
            buckets: [
              [0.1, 2],
              [1, 5],
            ],
            sum: 4.5,
            count: 6,
          },
        ],
      ),
    ];
    const timeUnixNano = '1767225600000000000';
    const told = otlpMetrics(families, { 'service.name': 'x' }, '1.2.3', new Date('2026-01-01T00:00:00Z'));
    expect(told).toEqual({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'x' } }] },
          scopeMetrics: [
            {
              scope: { name: 'peerquest-audit', version: '1.2.3' },
              metrics: [
                {
                  name: 'peerquest_audit_last_run_duration_seconds',
                  description: 'How long.',
                  unit: 's',
                  gauge: {
                    dataPoints: [{ attributes: [{ key: 'database', value: { stringValue: 'shop' } }], timeUnixNano, asDouble: 1.5 }],
                  },
                },
                {
                  name: 'peerquest_audit_runs_total',
                  description: 'Runs.',
                  sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ attributes: [], timeUnixNano, asDouble: 3 }] },
                },
                {
                  name: 'peerquest_audit_probe_duration_seconds',
                  description: 'Times.',
                  unit: 's',
                  histogram: {
                    aggregationTemporality: 2,
                    dataPoints: [
                      { attributes: [], timeUnixNano, count: '6', sum: 4.5, bucketCounts: ['2', '3', '1'], explicitBounds: [0.1, 1] },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe('the variables of OpenTelemetry', () => {
  const of = (environment: Record<string, string>) => otlpSettings(environment, '1');

  it('say where to, with what, how often and as whom', () => {
    expect(
      of({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%3Db, x-plain = 1',
        OTEL_METRIC_EXPORT_INTERVAL: '5000',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,service.name=other',
        OTEL_SERVICE_NAME: 'audit',
      }),
    ).toEqual({
      url: 'http://collector:4318/v1/metrics',
      headers: { authorization: 'Bearer a=b', 'x-plain': '1' },
      intervalMs: 5000,
      timeoutMs: 10_000,
      resource: { 'service.name': 'audit', 'service.version': '1', 'deployment.environment': 'test' },
    });
    expect(of({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://x.example/own' })).toMatchObject({ url: 'https://x.example/own' });
  });

  it.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x:4318', OTEL_SDK_DISABLED: 'true' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x:4318', OTEL_METRICS_EXPORTER: 'none' }],
  ])('push nothing with %j', (environment) => {
    expect(of(environment)).toBeNull();
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'canary' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:canary@x' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_EXPORTER_OTLP_HEADERS: 'canary' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_EXPORTER_OTLP_HEADERS: 'a=canary%0d%0ab' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_METRIC_EXPORT_INTERVAL: '5' }, 'OTEL_METRIC_EXPORT_INTERVAL'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  ])('%j is refused by the name of its variable', (environment, variable) => {
    expect(() => of(environment)).toThrow(variable);
    expect(() => of(environment)).not.toThrow(/canary/);
  });
});
