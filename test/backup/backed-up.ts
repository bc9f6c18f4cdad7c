import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileOf, parseDatabaseUrl } from '../../src/database/index.ts';
import type { EngineName } from '../support/databases.ts';

/** Makes a backup of a database, as people do; where it is. */
export function backedUp(path: string, engine: EngineName, url: string): string {
  const { hostname, port, pathname } = new URL(url.includes('://') ? url : `file:${url}`);
  const run = (program: string, ...args: readonly string[]): void => {
    writeFileSync(path, spawnSync(program, args, { maxBuffer: 1 << 28 }).stdout);
  };
  if (engine === 'sqlite') run('sqlite3', fileOf(parseDatabaseUrl(url)) ?? '', '.dump');
  else if (engine === 'postgresql') run('pg_dump', '-d', url, '-Fc');
  else run('mariadb-dump', '--no-defaults', '-u', 'root', '-h', hostname, '-P', port, pathname.slice(1));
  return path;
}
