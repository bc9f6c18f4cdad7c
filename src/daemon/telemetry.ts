import type { Clock } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { Loop } from '../loop.ts';
import { otlpMetrics, otlpSettings, type Monitor, type OtlpSettings } from '../monitor/index.ts';
import { allowListOf, sendOut } from '../outbound/index.ts';
import type { Timer } from '../timer.ts';
import { toolVersion } from '../tool-version.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** The part that pushes metrics to OpenTelemetry; null where the environment names no receiver. */
export function telemetry({ environment, monitor, clock, timer, log }: ServiceContext): Promise<ServicePart | null> {
  const settings = otlpSettings(environment, toolVersion);
  return Promise.resolve(settings === null ? null : new Telemetry({ settings, monitor, clock, timer, log }));
}

interface TelemetryPorts {
  readonly settings: OtlpSettings;
  readonly monitor: Pick<Monitor, 'families'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
}

/** Pushes all metrics in a rhythm. What a receiver does not take is pushed anew with the next: nothing waits, as sums are sums since the beginning. */
export class Telemetry implements ServicePart {
  readonly name = 'telemetry';
  readonly #ports: TelemetryPorts;
  readonly #loop: Loop;
  /** What went wrong last: it is told once. */
  #trouble: string | null = null;

  constructor(ports: TelemetryPorts) {
    this.#ports = ports;
    const { settings, timer } = ports;
    this.#loop = new Loop({
      timer,
      turn: async (signal) => {
        this.#tell(await this.#push(signal));
        return settings.intervalMs;
      },
      failed: (error) => {
        this.#tell(sentenceOf(error));
        return settings.intervalMs;
      },
    });
  }

  describe(): Promise<readonly string[]> {
    const { url, intervalMs } = this.#ports.settings;
    return Promise.resolve([`Metrics: pushed to ${new URL(url).host} every ${intervalMs / 1000} s (OpenTelemetry)`]);
  }

  start(): Promise<void> {
    this.#loop.wake();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Why it was not taken, as the end of a sentence; null where it was. */
  async #push(signal: AbortSignal): Promise<string | null> {
    const { settings, monitor, clock } = this.#ports;
    const { url, headers, resource, timeoutMs } = settings;
    const body = JSON.stringify(otlpMetrics(await monitor.families(), resource, toolVersion, clock()));
    const request = { url, method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
    // Whoever sets the environment of the service names its receiver, which is in the same house as a rule.
    const { status, failure } = await sendOut(request, { allow: allowListOf([placeOf(url)]), signal }, { time: timeoutMs });
    if (failure !== null) return failure.kind === 'stopped' ? null : failure.reason;
    return status !== null && status >= 200 && status < 300 ? null : `answers with ${status}`;
  }

  #tell(trouble: string | null): void {
    const { log, settings } = this.#ports;
    if (trouble === this.#trouble) return;
    const host = new URL(settings.url).host;
    if (trouble === null) log.info('metrics-pushed-again', { host });
    else log.warn('metrics-not-pushed', { host, reason: trouble });
    this.#trouble = trouble;
  }
}

function placeOf(text: string): string {
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}
