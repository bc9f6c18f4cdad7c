import type { Access } from '../access/access.ts';
import type { ServerPorts } from '../ports.ts';
import type { Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';
import { accountRoutes } from './accounts.ts';
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
}

/** Every route. */
export function routesOf({ access, store, ports: { clock } }: RouteParts): readonly Route[] {
  return [
    ...healthRoutes(),
    ...setupRoutes(access, store, clock),
    ...sessionRoutes(access, store),
    ...accountRoutes(access, store, clock),
    ...tokenRoutes(store, clock),
    ...deedRoutes(store),
  ];
}
