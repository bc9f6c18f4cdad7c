import type { ProbeOutcome } from '../history/index.ts';
import { LATENCY_BOUNDS } from '../model/index.ts';
import { counter, gauge, histogram, type Distribution, type Family } from './family.ts';
import type { StoreFacts } from './store-facts.ts';

const OUTCOMES: readonly ProbeOutcome[] = ['up', 'slow', 'down'];

/** What the store says of the service itself: probes, and messages on their way. */
export function serviceFamilies({ probes, probeTallies, outbox }: StoreFacts): readonly Family[] {
  const labels = ['probe'];
  const ofProbes = (value: (probe: (typeof probes)[number]) => number | null) =>
    probes.flatMap((probe) => {
      const number = value(probe);
      return number === null ? [] : [{ labels: { probe: probe.name }, value: number }];
    });
  const messages = (state: 'waiting' | 'sent' | 'failed') => outbox.filter((count) => count.state === state);
  return [
    gauge(
      'probe_up',
      '1 where the target answers as expected, however slowly; after hysteresis.',
      labels,
      ofProbes(({ state }) => (state === 'down' ? 0 : 1)),
    ),
    gauge(
      'probe_slow',
      '1 where it answers as expected, and too slowly; after hysteresis.',
      labels,
      ofProbes(({ state }) => (state === 'slow' ? 1 : 0)),
    ),
    gauge(
      'probe_last_result_timestamp_seconds',
      'When the target was asked last.',
      labels,
      ofProbes(({ at }) => Date.parse(at) / 1000),
    ),
    gauge(
      'probe_certificate_expiry_timestamp_seconds',
      'When the certificate of the target ends.',
      labels,
      ofProbes(({ certificateEnds }) => (certificateEnds === null ? null : Date.parse(certificateEnds) / 1000)),
    ),
    counter(
      'probe_results',
      'Results of probes, each after the tries that confirm it.',
      ['probe', 'result'],
      probes.flatMap(({ name }) =>
        OUTCOMES.map((result) => ({
          labels: { probe: name, result },
          value: probeTallies
            .filter((tally) => tally.name === name && tally.outcome === result)
            .reduce((sum, { results }) => sum + results, 0),
        })),
      ),
    ),
    histogram(
      'probe_duration_seconds',
      'How long the target took to answer as expected.',
      labels,
      probes.map(({ name }) => latencies(name, probeTallies)),
    ),
    gauge(
      'outbox_messages',
      'Messages of alerts that wait to be delivered.',
      ['channel'],
      messages('waiting').map(({ channel, messages: value }) => ({ labels: { channel }, value })),
    ),
    gauge(
      'outbox_oldest_timestamp_seconds',
      'When the oldest message that waits was laid in.',
      ['channel'],
      messages('waiting').map(({ channel, oldest }) => ({ labels: { channel }, value: Date.parse(oldest) / 1000 })),
    ),
    gauge(
      'alerts',
      'Messages of alerts that the store still knows, by what came of them.',
      ['channel', 'result'],
      outbox
        .filter(({ state }) => state !== 'waiting')
        .map(({ channel, state, messages: value }) => ({ labels: { channel, result: state }, value })),
    ),
  ];
}

function latencies(name: string, tallies: StoreFacts['probeTallies']): Distribution {
  const answered = tallies.filter((tally) => tally.name === name && tally.outcome !== 'down');
  let count = 0;
  const buckets = LATENCY_BOUNDS.map((bound, bucket) => {
    count += answered.filter((tally) => tally.bucket === bucket).reduce((sum, { results }) => sum + results, 0);
    return [bound / 1000, count] as const;
  });
  return {
    labels: { probe: name },
    buckets,
    sum: answered.reduce((sum, { totalMs }) => sum + totalMs, 0) / 1000,
    count: answered.reduce((sum, { results }) => sum + results, 0),
  };
}
