import type { TestProject } from 'vitest/node';
import { startMariadb } from './mariadb.ts';
import { startPostgres } from './postgres.ts';
import type { Server } from './processes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URLs of servers on which databases may be created, and the certificates they use; null where there is no server. */
    readonly postgres: { readonly url: string; readonly caFile: string | null } | null;
    readonly mariadb: { readonly url: string; readonly caFile: string | null } | null;
  }
}

/**
 * Finds or starts the servers: a URL from the environment, else a throwaway server from installed binaries, else a loud
 * skip. With CI=true a missing server is a failure.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, mariadb] = await Promise.all([
    find('PostgreSQL', 'TEST_POSTGRES_URL', startPostgres),
    find('MariaDB', 'TEST_MYSQL_URL', startMariadb),
  ]);
  project.provide('postgres', postgres && { url: postgres.url, caFile: postgres.caFile });
  project.provide('mariadb', mariadb && { url: mariadb.url, caFile: mariadb.caFile });
  return async () => {
    await Promise.all([postgres?.stop(), mariadb?.stop()]);
  };
}

type Found = Pick<Server, 'url' | 'stop'> & { readonly caFile: string | null };

async function find(name: string, variable: string, start: () => Promise<Server | null>): Promise<Found | null> {
  const url = process.env[variable];
  if (url !== undefined) return { url, caFile: null, stop: () => Promise.resolve() };
  const server = await start();
  if (server !== null) return server;
  const sentence = `${name} is not installed here (and ${variable} names no server)`;
  if (process.env['CI'] === 'true') throw new Error(`${sentence}: with CI=true that is a failure.`);
  process.stderr.write(`\n*** ${sentence}: its tests are SKIPPED. ***\n\n`);
  return null;
}
