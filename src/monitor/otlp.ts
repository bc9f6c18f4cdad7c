import type { Distribution, Family, Labels } from './family.ts';

/** AGGREGATION_TEMPORALITY_CUMULATIVE of the protocol: counted since the beginning, and not since the last push. */
const CUMULATIVE = 2;

/** Who pushes, by the names of OpenTelemetry's conventions. */
export type Resource = Readonly<Record<string, string>>;

/** Metrics as a request of OTLP/HTTP in JSON (opentelemetry-proto, ExportMetricsServiceRequest); they keep the names that Prometheus has for them. */
export function otlpMetrics(families: readonly Family[], resource: Resource, version: string, now: Date): object {
  const time = { timeUnixNano: `${now.getTime()}000000` };
  const metrics = families.map((family) => ({
    name: family.name,
    description: family.help,
    ...(family.name.endsWith('_seconds') ? { unit: 's' } : {}),
    ...valuesOf(family, time),
  }));
  const scopeMetrics = [{ scope: { name: 'peerquest-audit', version }, metrics }];
  return { resourceMetrics: [{ resource: { attributes: attributesOf(resource) }, scopeMetrics }] };
}

interface Time {
  readonly timeUnixNano: string;
}

function valuesOf(family: Family, time: Time): object {
  if (family.type === 'histogram') {
    return { histogram: { aggregationTemporality: CUMULATIVE, dataPoints: family.samples.map((sample) => distributionOf(sample, time)) } };
  }
  const dataPoints = family.samples.map(({ labels, value }) => ({ attributes: attributesOf(labels), ...time, asDouble: value }));
  return family.type === 'gauge'
    ? { gauge: { dataPoints } }
    : { sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
}

/** Here each bucket counts what is in it, and in no smaller one. */
function distributionOf({ labels, buckets, sum, count }: Distribution, time: Time): object {
  const upTo = [...buckets.map(([, many]) => many), count];
  return {
    attributes: attributesOf(labels),
    ...time,
    count: String(count),
    sum,
    bucketCounts: upTo.map((many, place) => String(many - (upTo[place - 1] ?? 0))),
    explicitBounds: buckets.map(([bound]) => bound),
  };
}

const attributesOf = (labels: Labels) => Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
