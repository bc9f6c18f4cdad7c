import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { ServerAddress } from '../../database/index.ts';
import { sentenceOf } from '../../errors.ts';
import type { Restored, RestoreContext } from '../restored.ts';
import { asRun } from '../scan/as-run.ts';
import { hostile, refuseHostile } from '../scan/refuse-hostile.ts';
import { scanDump } from '../scan/scan-dump.ts';
import { SqlScanner } from '../scan/scan-sql.ts';
import { BackupTrouble } from '../trouble.ts';
import { checkMysql } from './check-mysql.ts';
import { requireRunner, startMariadb } from './mariadb-server.ts';
import { openScratchDatabase } from './scratch-database.ts';

/** A place into which a dump is restored. */
interface Place {
  readonly address: ServerAddress;
  readonly into: string;
  readonly version: string;
  /** Lets something of the dump run in the name of accounts; those have no rights but there. Null where it runs in the name of the one that restores. */
  readonly allow: ((accounts: readonly string[]) => Promise<void>) | null;
  close(): Promise<void>;
}

/** A dump in MySQL's words. */
interface MysqlDump {
  readonly files: readonly string[];
  /** The version of the server that was dumped, as the dump says it. */
  readonly from: string | null;
  /** What ends a statement, where that is no semicolon. */
  readonly delimiter?: string;
}

/** What was restored of one. */
type RestoredMysql = Restored & { readonly address: ServerAddress };

/**
 * Restores what mysqldump or mariadb-dump wrote, one file after the other. No shell reads it: statement after statement is run by this program's own
 * driver, which takes no two in one, after all were read to their end.
 */
export async function restoreMysql({ files, from, delimiter = ';' }: MysqlDump, context: RestoreContext): Promise<RestoredMysql> {
  const accounts = new Set<string>();
  for (const file of files) {
    const scanned = await scanDump(createReadStream(file, { encoding: 'latin1' }), 'mysql', {
      delimiter,
      isOthers: context.server !== null,
    });
    for (const account of scanned.roles) accounts.add(account);
    if (from !== null && !scanned.isWhole)
      throw new BackupTrouble('TRUNCATED', 'the last line that mysqldump writes is missing: the dump was not written or copied whole.');
  }
  if ([...accounts].some((account) => /mariadb\.sys|mysql\.|keeper_/i.test(account))) throw hostile('DEFINER of an account of the server');
  const place = await openPlace(context);
  try {
    refuseNewer(from, place.version);
    await place.allow?.([...accounts]);
    const runner = await requireRunner(place.address);
    try {
      await runner.run('set names utf8mb4');
      // Unique keys are checked unless the dump says otherwise: without, MariaDB fills an empty table in bulk, and fails at keys with nulls.
      await runner.run("set session foreign_key_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
      for (const file of files)
        await runDump(
          file,
          files.length === 1 ? 'the dump' : basename(file),
          runner,
          { from, delimiter, isOthers: place.allow === null },
          context.signal,
        );
    } finally {
      await runner.close();
    }
    const { checked, flaws } = await checkMysql(place.address);
    return { address: place.address, into: place.into, checked, flaws, close: () => place.close() };
  } catch (error) {
    await place.close();
    throw error;
  }
}

async function openPlace(context: RestoreContext): Promise<Place> {
  if (context.server !== null) {
    const scratch = await openScratchDatabase(context.server);
    return {
      ...scratch,
      into: `the scratch database given, on ${scratch.version}`,
      // What that server's accounts may do is not known here.
      allow: null,
    };
  }
  const server = await startMariadb(context);
  const { address, owner, version } = server;
  return {
    address,
    into: `a throwaway MariaDB ${version}`,
    version: `${version}-MariaDB`,
    async allow(accounts) {
      for (const account of accounts) {
        await owner.run(`create user if not exists ${account} account lock`);
        await owner.run(`grant all on restored.* to ${account}`);
      }
      if (accounts.length > 0) await owner.run(`grant set user on *.* to ${address.user}@localhost`);
    },
    close: () => server.close(),
  };
}

async function runDump(
  file: string,
  name: string,
  runner: Awaited<ReturnType<typeof requireRunner>>,
  { from, delimiter, isOthers }: Required<Pick<MysqlDump, 'from' | 'delimiter'>> & { readonly isOthers: boolean },
  signal: AbortSignal | undefined,
): Promise<void> {
  const scanner = new SqlScanner('mysql', true, delimiter);
  let number = 0;
  const run = async (pieces: ReturnType<SqlScanner['push']>): Promise<void> => {
    for (const piece of pieces) {
      number++;
      refuseHostile(piece, 'mysql');
      const text = piece.kind === 'statement' ? asRun(piece, isOthers) : null;
      if (text === null) continue;
      try {
        await runner.run(text);
      } catch (error) {
        if (scanner.isCut) throw new BackupTrouble('TRUNCATED', 'the dump ends within a statement: it was not written or copied whole.');
        throw troubleOf(error, `statement ${number} of ${name}`, from);
      }
    }
  };
  for await (const part of createReadStream(file, { encoding: 'latin1' })) {
    signal?.throwIfAborted();
    await run(scanner.push(part as string));
  }
  await run(scanner.end());
  if (scanner.isCut) throw new BackupTrouble('TRUNCATED', 'the dump ends within a statement: it was not written or copied whole.');
}

/** Numbers of refusals for want of a right, and of words that a server does not know (https://mariadb.com/kb/en/mariadb-error-code-reference/). */
const DENIED = [1044, 1045, 1142, 1143, 1227, 1290, 1370, 1410, 1419];
const UNKNOWN = [1115, 1193, 1273, 1286];

function troubleOf(error: unknown, which: string, from: string | null): BackupTrouble {
  const { errno = 0 } = error as { readonly errno?: number };
  const said = sentenceOf(error);
  if (DENIED.includes(errno)) {
    return new BackupTrouble(
      'HOSTILE',
      `${which} asks for more than an account that may do everything in one database (${said}): look at it, and dump again without what it names.`,
    );
  }
  if (UNKNOWN.includes(errno) && from !== null && !from.includes('MariaDB')) {
    return new BackupTrouble(
      'NEWER_SERVER',
      `it is of MySQL ${from}, and says what MariaDB does not know (${which}: ${said}): name an empty database of a MySQL of that version with --scratch.`,
    );
  }
  return new BackupTrouble('RESTORE_ERRORS', `${which} fails (${said}).`);
}

function refuseNewer(from: string | null, here: string): void {
  if (from === null || from.includes('MariaDB') !== here.includes('MariaDB')) return;
  const [dumped, installed] = [from, here].map((version) => version.split('.').map((part) => Number.parseInt(part, 10)));
  const [major = 0, minor = 0] = dumped ?? [];
  const [majorHere = 0, minorHere = 0] = installed ?? [];
  if (major < majorHere || (major === majorHere && minor <= minorHere)) return;
  throw new BackupTrouble(
    'NEWER_SERVER',
    `it is of ${from}, and what it would be restored into is ${here}: verify it where a server of that version is, or name an empty database there with --scratch.`,
  );
}
