import { allChecks } from '../checks/index.ts';
import { HEALTH_TYPE, healthJson, healthStatus, Monitor, type Health, type MonitoredDatabase } from '../monitor/index.ts';
import { targetsOf } from '../probe/index.ts';
import type { ServedDatabase } from './served-databases.ts';
import type { ServiceContext } from './service-part.ts';

/** Health and metrics of the service, as they are answered over HTTP. */
export function monitorOf({ settings, databases, store, clock }: Pick<ServiceContext, 'settings' | 'databases' | 'store' | 'clock'>) {
  const { probes = {}, health: wish = {}, checks = [] } = settings;
  const monitor = new Monitor(
    {
      databases: databases.map(monitored),
      checks: allChecks(checks),
      probes: targetsOf(probes).map(({ name }) => name),
      store: () => store.made(),
    },
    { maxAuditAgeMs: wish.maxAuditAge, pingHoldsMs: wish.interval },
    clock,
  );
  const answer = (health: Health, details: boolean) => ({
    status: healthStatus(health, wish.degraded ?? 200),
    type: HEALTH_TYPE,
    body: JSON.stringify(healthJson(health, details)),
  });
  return {
    quick: async (details: boolean) => answer(await monitor.quick(), details),
    health: async (details: boolean) => answer(await monitor.health(), details),
    async metrics(accept: string | undefined) {
      const { contentType, text } = await monitor.metrics(accept);
      return { status: 200, type: contentType, body: text };
    },
  };
}

/** A database that has a name is known by it in the history, a backup apart from what it is one of. */
function monitored({ name, title, workspace }: ServedDatabase): MonitoredDatabase {
  const backupOf = name === null ? undefined : workspace.settings.databases?.[name]?.backupOf;
  return {
    name: title,
    subject: name === null || backupOf === undefined ? name : `${backupOf} (backup ${name})`,
    address: async () => (await workspace.database()).address,
  };
}
