import { allChecks, withOverrides } from '../checks/index.ts';
import type { Settings } from '../config/index.ts';
import { HEALTH_TYPE, healthJson, healthStatus, Monitor, type Health } from '../monitor/index.ts';
import { targetsOf } from '../probe/index.ts';
import { askProvider, type MonitorAnswer, type MonitorPort } from '../server/index.ts';
import type { ServiceContext } from './service-part.ts';
import { subjectOf } from './subject-of.ts';

/** What watches the service and what it looks after: one for all who ask, so that nothing is asked twice. */
export function monitorOf({
  databases,
  jobs,
  settings,
  store,
  clock,
}: Pick<ServiceContext, 'databases' | 'jobs' | 'settings' | 'store' | 'clock'>): Monitor {
  const { checks = [], overrides = {}, probes = {}, backups = {}, health: { maxAuditAge, interval } = {}, serve } = settings;
  return new Monitor(
    {
      databases: databases.map(({ name, title, workspace }) => ({
        name: title,
        subject: name === null ? null : subjectOf(name, settings),
        address: async () => (await workspace.database()).address,
      })),
      checks: withOverrides(allChecks(checks), overrides),
      jobs,
      probes: targetsOf(probes).map((target) => target.name),
      backups: Object.fromEntries(Object.entries(backups).map(([name, { within }]) => [name, within])),
      provider: providerOf(serve),
      store: () => store.ifThere(),
    },
    { maxAuditAgeMs: maxAuditAge, pingHoldsMs: interval },
    clock,
  );
}

function providerOf(serve: Settings['serve']) {
  const { oidc } = serve ?? {};
  return oidc === undefined ? null : { name: new URL(oidc.issuer).host, ask: () => askProvider(oidc) };
}

/** Health and metrics of the service, as the server answers them. */
export function monitorPort({ settings, monitor }: Pick<ServiceContext, 'settings' | 'monitor'>): MonitorPort {
  const told = (health: Health, details: boolean): MonitorAnswer => ({
    status: healthStatus(health, settings.health?.degraded ?? 200),
    type: HEALTH_TYPE,
    body: JSON.stringify(healthJson(health, details)),
  });
  return {
    quick: async (details) => told(await monitor.quick(), details),
    health: async (details) => told(await monitor.health(), details),
    async metrics(accept) {
      const { contentType, text } = await monitor.metrics(accept);
      return { status: 200, type: contentType, body: text };
    },
  };
}
