import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariadb } from '../servers/mariadb.ts';
import { accountIds } from '../servers/processes.ts';
import { createDatabase, freshName, type TestDatabase } from './databases.ts';
import { removeFolder } from './remove-folder.ts';

/** A database that can be left without room. */
export interface SmallDisk {
  readonly url: string;
  /** Takes the room that is left. */
  fill(): Promise<void>;
  /** Gives it back; null where the server cannot do without. */
  readonly empty: (() => void) | null;
  remove(): Promise<void>;
}

/**
 * A database on a small disk: on the PostgreSQL of this one a disk of its own, and else a MariaDB of its own that may have so much of the
 * disk, as that one ends itself where a disk is full.
 *
 * @returns null where this account may mount no disk
 */
export function makeSmallDisk(beside: TestDatabase): Promise<SmallDisk | null> {
  return beside.engine === 'postgresql' ? onDisk(beside) : inRoom();
}

async function onDisk(beside: TestDatabase): Promise<SmallDisk | null> {
  const ids = accountIds('postgres');
  if (ids === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-disk-'));
  chmodSync(folder, 0o755);
  const place = join(folder, 'disk');
  mkdirSync(place);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', place]).status !== 0) return null;
  chownSync(place, ids.uid, ids.gid);
  const name = freshName();
  await beside.execute(`create tablespace ${name} location '${place}'`);
  await beside.execute(`create database ${name} tablespace ${name}`);
  const filler = join(place, 'filler');
  return {
    url: Object.assign(new URL(beside.url), { pathname: `/${name}` }).href,
    fill: () => Promise.resolve(void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'], { stdio: 'ignore' })),
    empty: () => {
      rmSync(filler);
    },
    async remove() {
      await beside.execute(`drop database ${name} with (force)`);
      await beside.execute(`drop tablespace ${name}`);
      spawnSync('umount', ['-l', place]);
      removeFolder(folder);
    },
  };
}

async function inRoom(): Promise<SmallDisk | null> {
  const server = await startMariadb(['--innodb-file-per-table=0', '--innodb-data-file-path=ibdata1:12M:autoextend:max:32M']);
  if (server === null) return null;
  const database = await createDatabase('mariadb', { server: server.url, empty: true });
  const fits = (size: number): Promise<boolean> =>
    database.execute(`insert into filler values (repeat('x', ${size}))`).then(
      () => true,
      () => false,
    );
  return {
    url: database.url,
    async fill() {
      await database.execute('create table filler (content longblob) engine = InnoDB');
      for (const size of [1_000_000, 100_000, 4000]) while (await fits(size));
    },
    empty: null,
    async remove() {
      await database.leave();
      await server.stop();
    },
  };
}
