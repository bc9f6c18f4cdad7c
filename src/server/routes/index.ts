import type { Access } from '../access/access.ts';
import { secretReader } from '../../config/index.ts';
import type { Binding } from '../binding.ts';
import { DatabaseBook } from '../database-book.ts';
import { pageRoutes } from '../pages/page-routes.ts';
import type { ServerPorts } from '../ports.ts';
import type { ProgressStreams } from '../progress-streams.ts';
import type { Route } from '../route.ts';
import type { RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';
import { acknowledgementRoutes } from './acknowledgements.ts';
import { accountRoutes } from './accounts.ts';
import { actRoutes } from './acts.ts';
import { alertRoutes } from './alerts.ts';
import { documentRoutes } from './api-document.ts';
import { backupRoutes } from './backups.ts';
import { databaseRoutes } from './databases.ts';
import { explanationRoutes } from './explanations.ts';
import { findingRoutes } from './findings.ts';
import { jobRoutes } from './jobs.ts';
import { newsRoutes } from './news.ts';
import { planRoutes } from './plans.ts';
import { oidcRoutes } from './oidc.ts';
import { probeRoutes } from './probes.ts';
import { runRoutes } from './runs.ts';
import { deedRoutes } from './deeds.ts';
import { healthRoutes } from './health.ts';
import { sessionRoutes } from './session.ts';
import { setupRoutes } from './setup.ts';
import { tokenRoutes } from './tokens.ts';

/** What routes are made of. */
export interface RouteParts {
  readonly access: Access;
  readonly store: StoreSource;
  readonly ports: ServerPorts;
  readonly streams: ProgressStreams;
  readonly runs: RunBook;
  readonly binding: Binding;
}

/** Every route. */
export function routesOf({ access, store, ports, streams, runs, binding }: RouteParts): readonly Route[] {
  const { clock, log, explainer, settings, environment, news } = ports;
  const { oidc } = settings.serve ?? {};
  const { publicUrl } = binding;
  const databases = new DatabaseBook(ports.databases);
  const routes = [
    ...healthRoutes(ports.monitor, ports.settings.serve ?? {}),
    ...setupRoutes(access, store, clock),
    ...sessionRoutes(access, store, ports.listen.playground === true),
    ...(oidc === undefined || publicUrl === null
      ? []
      : oidcRoutes({ access, clock, log, settings: oidc, publicUrl, secret: secretReader(settings, environment) })),
    ...accountRoutes(access, store, clock, news),
    ...tokenRoutes(store, clock),
    ...deedRoutes(store),
    ...databaseRoutes(databases),
    ...runRoutes(databases, store),
    ...findingRoutes(databases, store, clock),
    ...explanationRoutes(databases, runs, store, explainer),
    ...acknowledgementRoutes(databases, store, clock, news),
    ...actRoutes(databases, runs, streams),
    ...newsRoutes(news, streams),
    ...planRoutes(databases, runs, store, clock),
    ...backupRoutes(databases, runs, store, settings.backups),
    ...jobRoutes(databases, runs, store, ports),
    ...probeRoutes(store, ports),
    ...alertRoutes(store, ports),
  ];
  // Pages are no part of the API, and stand in no document of it.
  return [...routes, ...documentRoutes(routes), ...pageRoutes()];
}
