import { validateHeaderValue } from 'node:http';
import { secretReader } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import { Lease, type ProbeState } from '../history/index.ts';
import { alertOfCondition } from '../notify/index.ts';
import { Prober, targetsOf, type Target } from '../probe/index.ts';
import { alertsOf } from './alerts-of.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** The part that asks the targets of `probes`; null where there are none. */
export function prober(context: ServiceContext): Promise<ServicePart | null> {
  const { settings, environment, store, clock, timer, log, news } = context;
  const targets = targetsOf(settings.probes ?? {});
  if (targets.length === 0) return Promise.resolve(null);
  const lease = new Lease('probes');
  const secret = secretReader(settings, environment);
  const part = new Prober({
    targets,
    store: () => store.made(),
    lease: {
      rhythm: lease.rhythm,
      get isHeld() {
        return lease.isHeld;
      },
      hold: async () => lease.hold((await store.made()).leases),
      release: async () => lease.release((await store.made()).leases),
    },
    secret,
    clock,
    timer,
    log,
    looked: (target, state) => {
      news.tell({ type: 'probes' });
      return tell(context, target, state);
    },
  });
  return Promise.resolve({
    name: 'probes',
    async describe() {
      for (const { name, headers } of targets) await requireHeaders(name, headers, secret);
      return [`Probes: ${targets.map(({ name, intervalMs }) => `${name} every ${intervalMs / 1000} s`).join(', ')}`];
    },
    start() {
      part.start();
      return Promise.resolve();
    },
    stop: () => part.stop(),
  });
}

/** @throws UsageError naming a header that is not there, or that no request can have; never what stands in it */
async function requireHeaders(probe: string, headers: Target['headers'], read: (written: string) => Promise<string>): Promise<void> {
  for (const [header, written] of Object.entries(headers)) {
    const value = await read(written);
    try {
      validateHeaderValue(header, value);
    } catch {
      throw new UsageError('BAD_SECRET', `What the header "${header}" of the probe "${probe}" stands for cannot be sent: copy it again.`);
    }
  }
}

/** Tells of a target that is down or up again, and of a certificate that ends soon. What was told already is not told again. */
async function tell({ settings, store, clock }: ServiceContext, target: Target, state: Omit<ProbeState, 'revision'>): Promise<void> {
  const alerts = alertsOf(settings);
  if (alerts === null) return;
  const ports = { store: await store.made(), settings: alerts, clock };
  const { name } = target;
  const isDown = state.state === 'down';
  await alertOfCondition(ports, {
    news: 'probe',
    database: null,
    name,
    isBad: isDown,
    severity: 'critical',
    sentence: isDown ? `${name} is down: it ${state.reason ?? 'does not answer as expected'}.` : `${name} answers as expected again.`,
  });
  if (state.certificateEnds === null) return;
  const isEnding = Date.parse(state.certificateEnds) - clock().getTime() < target.certificateMs;
  await alertOfCondition(ports, {
    news: 'certificate',
    database: null,
    name,
    isBad: isEnding,
    severity: 'warning',
    sentence: `The certificate of ${name} ends on ${state.certificateEnds.slice(0, 10)}.`,
  });
}
