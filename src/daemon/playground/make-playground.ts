import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { dateBack, drift, generate, writeDatabase } from '../../demo/index.ts';
import { hashPassword } from '../../server/index.ts';
import { playgroundPast } from './playground-past.ts';

/** A service to play with: everything of it is in one folder, which nobody else can read. */
export interface Playground {
  /** Where all of it is. */
  readonly folder: string;
  /** Its configuration file. */
  readonly config: string;
  readonly name: string;
  /** Made for this playground, and for no other. */
  readonly password: string;
  readonly remove: () => Promise<void>;
}

/** People of the sample database: enough for every page, few enough for ninety audits in some seconds. */
const USERS = 200;

/**
 * Makes a database with 90 days of history, in a folder of its own.
 *
 * @param isStopped whether it is to end; asked between two days
 * @returns null where it was told to end; nothing is left then
 */
export async function makePlayground(clock: Clock, port: number | undefined, isStopped: () => boolean): Promise<Playground | null> {
  const folder = await mkdtemp(join(tmpdir(), 'peerquest-audit-playground-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const database = join(folder, 'playground.sqlite3');
    writeDatabase(database, false, (sink) => generate({ users: USERS, faultRate: 0.02, seed: 90, oldSchema: false }, sink));
    const password = randomBytes(9).toString('base64url');
    const config = join(folder, 'peerquest-audit.config.json');
    const settings = {
      database,
      store: join(folder, 'store.sqlite3'),
      maxChanges: 5_000,
      serve: { accounts: { admin: { role: 'admin', password: await hashPassword(password) } } },
      jobs: [
        { name: 'nightly', cron: '0 3 * * *', timeZone: 'UTC', detailed: true },
        { name: 'backup', kind: 'backup', cron: '0 2 * * 1', timeZone: 'UTC' },
      ],
      backups: { default: { file: join(folder, 'backup-*.sqlite3') } },
      probes: { 'this-service': { url: `http://127.0.0.1:${port ?? 8787}/health/live`, allow: ['127.0.0.1'] } },
    };
    await writeFile(config, JSON.stringify(settings), { mode: 0o600 });
    const isWhole = await playgroundPast({
      config,
      clock,
      isStopped,
      probe: 'this-service',
      drift: (share, most) => drift(database, share, most),
      async backUp(day, at) {
        const file = join(folder, `backup-${day}.sqlite3`);
        await copyFile(database, file);
        dateBack(file, at, clock().getTime());
      },
    });
    if (isWhole) return { folder, config, name: 'admin', password, remove };
    await remove();
    return null;
  } catch (error) {
    await remove();
    throw error;
  }
}
