import { withoutEnd } from '../model/index.ts';
import { UsageError } from '../errors.ts';
import type { Resource } from './otlp.ts';

/** Where metrics are pushed to, and how often. */
export interface OtlpSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly resource: Resource;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the variables of OpenTelemetry say (its specification, "Environment Variables" and "OTLP Exporter"); null where they name no endpoint, or
 * say that nothing is pushed.
 *
 * @throws UsageError naming the variable that cannot be meant, and never what it holds
 */
export function otlpSettings(environment: Environment, version: string): OtlpSettings | null {
  const said = (name: string): string | null => environment[name]?.trim() || null;
  const own = said('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT');
  const common = said('OTEL_EXPORTER_OTLP_ENDPOINT');
  const isOff = said('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || said('OTEL_METRICS_EXPORTER') === 'none';
  if (isOff || (own ?? common) === null) return null;
  const protocol = said('OTEL_EXPORTER_OTLP_METRICS_PROTOCOL') ?? said('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === 'grpc') {
    throw new UsageError(
      'BAD_OTLP',
      'Metrics are pushed by OTLP over HTTP: leave OTEL_EXPORTER_OTLP_PROTOCOL out, and name the HTTP port of the receiver (4318) in OTEL_EXPORTER_OTLP_ENDPOINT.',
    );
  }
  return {
    url:
      own === null
        ? `${withoutEnd(urlOf('OTEL_EXPORTER_OTLP_ENDPOINT', common ?? ''), /\//)}/v1/metrics`
        : urlOf('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', own),
    headers: {
      ...pairsOf('OTEL_EXPORTER_OTLP_HEADERS', said('OTEL_EXPORTER_OTLP_HEADERS')),
      ...pairsOf('OTEL_EXPORTER_OTLP_METRICS_HEADERS', said('OTEL_EXPORTER_OTLP_METRICS_HEADERS')),
    },
    intervalMs: numberOf('OTEL_METRIC_EXPORT_INTERVAL', said('OTEL_METRIC_EXPORT_INTERVAL'), 60_000),
    timeoutMs: numberOf(
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      said('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT') ?? said('OTEL_EXPORTER_OTLP_TIMEOUT'),
      10_000,
    ),
    resource: {
      'service.name': 'peerquest-audit',
      'service.version': version,
      ...pairsOf('OTEL_RESOURCE_ATTRIBUTES', said('OTEL_RESOURCE_ATTRIBUTES')),
      ...(said('OTEL_SERVICE_NAME') === null ? {} : { 'service.name': said('OTEL_SERVICE_NAME') ?? '' }),
    },
  };
}

function urlOf(variable: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return text;
  throw new UsageError('BAD_OTLP', `The variable ${variable} must hold a URL such as http://localhost:4318, without a name or password.`);
}

/** `name=value,name=value`, with percent escapes, as W3C Baggage has it. */
function pairsOf(variable: string, text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  return Object.fromEntries(
    text
      .split(',')
      .filter((pair) => pair.trim() !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        const name = pair.slice(0, at).trim();
        const value = decoded(pair.slice(at + 1).trim());
        if (at > 0 && name !== '' && value !== null && !/\p{Cc}/u.test(value)) return [name, value];
        throw new UsageError(
          'BAD_OTLP',
          `The variable ${variable} must hold NAME=VALUE pairs with commas between them, escaped as in URLs.`,
        );
      }),
  );
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function numberOf(variable: string, text: string | null, usual: number): number {
  const number = text === null ? usual : Number(text);
  if (Number.isInteger(number) && number >= 1000 && number <= 86_400_000) return number;
  throw new UsageError('BAD_OTLP', `The variable ${variable} must hold milliseconds, 1000 at least and a day at most.`);
}
