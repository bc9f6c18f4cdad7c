import { allChecks, withOverrides } from '../checks/index.ts';
import { HEALTH_TYPE, healthJson, healthStatus, Monitor, type Health } from '../monitor/index.ts';
import { targetsOf } from '../probe/index.ts';
import type { MonitorAnswer, MonitorPort } from '../server/index.ts';
import { jobsOf } from './jobs-of.ts';
import type { ServedDatabase } from './served-databases.ts';
import type { ServiceContext } from './service-part.ts';

/** What watches the service and what it looks after: one for all who ask, so that nothing is asked twice. */
export function monitorOf({
  databases,
  settings,
  store,
  clock,
}: Pick<ServiceContext, 'databases' | 'settings' | 'store' | 'clock'>): Monitor {
  const { checks = [], overrides = {}, probes = {}, health: { maxAuditAge, interval } = {} } = settings;
  return new Monitor(
    {
      databases: databases.map(({ name, title, workspace }) => ({
        name: title,
        subject: subjectOf(name, workspace),
        address: async () => (await workspace.database()).address,
      })),
      checks: withOverrides(allChecks(checks), overrides),
      jobs: jobsOf(settings, databases),
      probes: targetsOf(probes).map((target) => target.name),
      store: () => store.ifThere(),
    },
    { maxAuditAgeMs: maxAuditAge, pingHoldsMs: interval },
    clock,
  );
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

/** A database that has a name is known by it in the history, a backup apart from what it is one of. */
function subjectOf(name: string | null, { settings }: ServedDatabase['workspace']): string | null {
  const backupOf = name === null ? undefined : settings.databases?.[name]?.backupOf;
  return name === null || backupOf === undefined ? name : `${backupOf} (backup ${name})`;
}
