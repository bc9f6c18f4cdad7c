import { closeSync, constants, createReadStream, openSync } from 'node:fs';
import { chown, copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format } from '../formats/format.ts';
import type { Restored, RestoreContext } from '../restored.ts';
import { scanDump } from '../scan/scan-dump.ts';
import { BackupTrouble } from '../trouble.ts';
import { checkPostgres } from './check-postgres.ts';
import { startPostgres, type ThrowawayPostgres } from './postgres-server.ts';

/** Restores a dump in SQL by psql, after it was read to its end. */
export async function restorePostgresSql(from: string | null, context: RestoreContext): Promise<Restored> {
  const scanned = await scanDump(createReadStream(context.path, { encoding: 'latin1' }), 'postgresql');
  if (from !== null && !scanned.isWhole)
    throw new BackupTrouble('TRUNCATED', 'the last line that pg_dump writes is missing: the dump was not written or copied whole.');
  return restored(context, async (server) => {
    refuseNewer(from, server.version);
    for (const role of scanned.roles.filter((name) => !/^(?:public|current_user|session_user|current_role|pg_\w+)$/i.test(name))) {
      await server.asOwner(
        `create role ${role}; grant ${role} to peerquest_restorer; grant create on schema public to ${role}; grant create on database restored to ${role}`,
      );
    }
    requireRestored(await server.run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], createReadStream(context.path)));
  });
}

/** Restores an archive of pg_dump that is a folder, of which the server's account gets a copy. */
async function restoreFolder({ path, scratch }: RestoreContext, server: ThrowawayPostgres): Promise<void> {
  const copy = scratch.subfolder('folder', server.ids);
  for (const name of await readdir(path)) {
    const to = join(copy, name);
    await copyFile(join(path, name), to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    if (server.ids !== null) await chown(to, server.ids.uid, server.ids.gid);
  }
  const list = join(copy, 'list');
  requireRestored(await server.run('pg_restore', ['--list', '--file', list, copy]));
  const listed = await readFile(list, 'utf8');
  const there = new Set((await readdir(copy)).map((name) => name.replace(/\.dat(?:\.\w+)?$/, '')));
  const missing = [...listed.matchAll(/^(\d+); \d+ \d+ TABLE DATA (\S+ \S+)/gm)].filter(([, number = '']) => !there.has(number));
  if (missing.length > 0) {
    const [[, number, table] = []] = missing;
    throw new BackupTrouble(
      'HALF_A_FOLDER',
      `the folder lacks the data of ${missing.length} tables that its list of contents names, such as ${number}.dat of ${table}: it was not copied whole.`,
    );
  }
  requireRestored(await server.run('pg_restore', ['--exit-on-error', '--no-owner', '--no-privileges', '-d', 'restored', copy]));
}

/** Restores an archive of pg_dump. */
export async function restorePostgresArchive(
  format: Extract<Format, { kind: 'postgres-archive' }>,
  context: RestoreContext,
): Promise<Restored> {
  return restored(context, async (server) => {
    if (format.form === 'directory') {
      await restoreFolder(context, server);
      return;
    }
    const descriptor = openSync(context.path, 'r');
    try {
      requireRestored(
        await server.run(
          'pg_restore',
          ['--exit-on-error', '--no-owner', '--no-privileges', `--format=${format.form}`, '-d', 'restored'],
          descriptor,
        ),
      );
    } finally {
      closeSync(descriptor);
    }
  });
}

async function restored(context: RestoreContext, fill: (server: ThrowawayPostgres) => Promise<void>): Promise<Restored> {
  const server = await startPostgres(context);
  try {
    await fill(server);
    const tables = await server.asOwner(`select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
    if (tables === '0') throw new BackupTrouble('EMPTY', 'it holds no tables: what made it failed, or dumped another database.');
    await server.run('psql', ['-X', '-q', '-c', 'analyze']);
    const { checked, flaws } = await checkPostgres(server);
    return { address: server.address, into: `a throwaway PostgreSQL ${server.version}`, checked, flaws, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function requireRestored({ code, errors }: { readonly code: number | null; readonly errors: string }): void {
  if (code === 0) return;
  // PostgreSQL's programs take an archive on trust, and crash where its lengths make no sense.
  if (code === null)
    throw new BackupTrouble(
      'CORRUPT',
      'the program of PostgreSQL that restores it crashes at what it reads: it was damaged, or memory ran out.',
    );
  const [first = `it ended with ${code}`] = errors
    .split('\n')
    .filter((line) => /error|could not|unsupported|corrupt|unexpected/i.test(line));
  const said = first.trim();
  if (/unsupported version/i.test(said))
    throw new BackupTrouble('NEWER_SERVER', `it was written by a newer pg_dump than the programs here read (${said}).`);
  if (
    /could not read|unexpected end|end of file|corrupt|out of range|did not find magic|truncated|incomplete tar header|could not uncompress|premature/i.test(
      said,
    )
  ) {
    throw new BackupTrouble('TRUNCATED', `the archive cannot be read to its end (${said}): it was cut or damaged.`);
  }
  throw new BackupTrouble('RESTORE_ERRORS', `restoring it fails (${said}).`);
}

function refuseNewer(from: string | null, here: string): void {
  if (from === null || Number.parseInt(from, 10) <= Number.parseInt(here, 10)) return;
  throw new BackupTrouble(
    'NEWER_SERVER',
    `it is of PostgreSQL ${from}, and the newest server on this machine is ${here}: verify it where a server of that version is installed.`,
  );
}
