import type { Health, HealthPart, Standing } from './health.ts';

/** The media type of what {@link healthJson} makes (draft-inadarei-api-health-check-06). */
export const HEALTH_TYPE = 'application/health+json';

/** The draft's words. */
const STATUS: Readonly<Record<Standing, 'pass' | 'warn' | 'fail'>> = { healthy: 'pass', degraded: 'warn', unhealthy: 'fail' };

const TYPES: Readonly<Record<HealthPart['component'], string>> = {
  database: 'datastore',
  audit: 'component',
  store: 'datastore',
  schedule: 'component',
  probe: 'system',
  outbox: 'component',
  backups: 'component',
  'sign-in': 'system',
};

/**
 * Health as load balancers and monitors take it.
 *
 * @param details whether whoever asks may know more than how well it is
 */
export function healthJson(health: Health, details: boolean) {
  const status = STATUS[health.standing];
  if (!details) return { status };
  const checks: Record<string, unknown[]> = {};
  for (const part of health.parts) (checks[`${part.component}:${part.observed?.measure ?? 'status'}`] ??= []).push(checkJson(part));
  return {
    status,
    description: `PeerQuest Audit is ${health.standing}`,
    notes: health.parts.flatMap(({ component, id, reason }) => (reason === null ? [] : [`${[component, id].join(' ').trim()}: ${reason}`])),
    checks,
  };
}

function checkJson({ component, id, standing, at, reason, observed }: HealthPart) {
  return {
    ...(id === null ? {} : { componentId: id }),
    componentType: TYPES[component],
    ...(observed === null ? {} : { observedValue: observed.value, observedUnit: observed.unit }),
    status: STATUS[standing],
    time: at,
    ...(reason === null ? {} : { output: reason }),
  };
}

/**
 * The status of an HTTP answer that says so.
 *
 * @param degraded what is said where something is not well and the service works
 */
export function healthStatus({ standing }: Health, degraded: 200 | 503): 200 | 503 {
  return standing === 'healthy' ? 200 : standing === 'degraded' ? degraded : 503;
}
