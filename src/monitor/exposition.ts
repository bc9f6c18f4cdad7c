import { Counter, Gauge, Histogram, Registry, type RegistryContentType } from 'prom-client';
import type { Distribution, Family } from './family.ts';

/** Metrics as text, and what kind of text it is. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Metrics in the form that is wanted: OpenMetrics where the reader asks for it, else Prometheus' own text.
 *
 * @param accept the header of the request
 */
export async function exposition(families: readonly Family[], accept: string | undefined): Promise<Exposition> {
  const registry = new Registry<RegistryContentType>();
  if (/application\/openmetrics-text/i.test(accept ?? '')) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const family of families) register(family, registry);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function register(family: Family, registry: Registry<RegistryContentType>): void {
  const { name, help, labels } = family;
  const about = { name, help, labelNames: [...labels], registers: [registry] };
  if (family.type === 'gauge') {
    const metric = new Gauge(about);
    for (const { labels: of, value } of family.samples) metric.set(of, value);
  } else if (family.type === 'counter') {
    const metric = new Counter(about);
    for (const { labels: of, value } of family.samples) metric.inc(of, value);
  } else new CountedHistogram(about, family.samples);
}

/** A histogram that is counted elsewhere: the library's own only takes what it sees itself. */
class CountedHistogram extends Histogram {
  readonly #about: { readonly name: string; readonly help: string };
  readonly #samples: readonly Distribution[];

  constructor(about: ConstructorParameters<typeof Histogram>[0], samples: readonly Distribution[]) {
    super(about);
    this.#about = about;
    this.#samples = samples;
  }

  /** What the registry asks for when it writes the text. */
  getForPromString(): Promise<unknown> {
    const { name, help } = this.#about;
    const values = this.#samples.flatMap(({ labels, buckets, sum, count }) => [
      ...buckets.map(([bound, value]) => ({ metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value })),
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ]);
    return Promise.resolve({ name, help, type: 'histogram', values });
  }
}
