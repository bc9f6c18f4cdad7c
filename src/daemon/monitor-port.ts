import { allChecks, withOverrides } from '../checks/index.ts';
import { HEALTH_TYPE, healthJson, healthStatus, Monitor, type Health } from '../monitor/index.ts';
import type { MonitorAnswer, MonitorPort } from '../server/index.ts';
import type { ServiceContext } from './service-part.ts';

/** A week and a day's grace; how long a database's sign of life holds. */
const RULES = { maxAuditAgeMs: 8 * 86_400_000, pingHoldsMs: 10_000 };

/** Health and metrics of the service, as the server answers them. */
export function monitorPort({ databases, settings, store, clock }: ServiceContext): MonitorPort {
  const { checks = [], overrides = {}, health: { maxAuditAge, interval, degraded = 200 } = {} } = settings;
  const monitor = new Monitor(
    {
      databases: databases.map(({ name, title, workspace }) => ({
        name: title,
        subject: name,
        address: async () => (await workspace.database()).address,
      })),
      checks: withOverrides(allChecks(checks), overrides),
      store: () => store.ifThere(),
    },
    { maxAuditAgeMs: maxAuditAge ?? RULES.maxAuditAgeMs, pingHoldsMs: interval ?? RULES.pingHoldsMs },
    clock,
  );
  const told = (health: Health, details: boolean): MonitorAnswer => ({
    status: healthStatus(health, degraded),
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
