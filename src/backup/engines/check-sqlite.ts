import type Database from 'better-sqlite3';
import { fileAddress } from '../../database/index.ts';
import { sentenceOf } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import type { Flaw } from '../flaw.ts';
import type { Restored } from '../restored.ts';
import { BackupTrouble } from '../trouble.ts';

/** How many faults are told of. */
const TOLD = 3;

/** What integrity_check says of pages that are lost, and not of an index or a constraint that could be made anew. */
const IS_DAMAGE = /\b(?:page|tree|cell|freelist|malformed|btree|database disk image|rowid .* out of order|never used)\b/i;

/** Runs the engine's own checks on a SQLite file, and says where it can be read. */
export function checkSqlite(file: string, into: string): Restored {
  let database: Database.Database | undefined;
  try {
    database = openSqliteFile(file, { use: 'write' });
    // Changes that lie beside the file become part of it, and it can be read without a helper.
    database.pragma('journal_mode = delete');
    const faults = (database.pragma(`integrity_check(100)`) as readonly { readonly integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((word) => word !== 'ok');
    const damage = faults.filter((fault) => IS_DAMAGE.test(fault));
    if (damage.length > 0) throw corrupt(damage);
    const flaws: Flaw[] = [];
    if (faults.length > 0) flaws.push({ code: 'INTEGRITY', sentence: `integrity_check says: ${told(faults)}.` });
    const tables = database.prepare<[], { readonly n: number }>("select count(*) as n from sqlite_master where type = 'table'").get();
    if (tables?.n === 0) throw new BackupTrouble('EMPTY', 'it holds no tables: what made it failed, or copied another file.');
    const orphans = foreignKeyFaults(database);
    if (orphans.length > 0) flaws.push({ code: 'FOREIGN_KEYS', sentence: `foreign_key_check says: ${told(orphans)}.` });
    return {
      address: fileAddress(file),
      into,
      checked: ['integrity_check', 'foreign_key_check'],
      flaws,
      close: () => Promise.resolve(),
    };
  } catch (error) {
    if (error instanceof BackupTrouble) throw error;
    throw corrupt([sentenceOf(error)]);
  } finally {
    database?.close();
  }
}

function foreignKeyFaults(database: Database.Database): readonly string[] {
  const counts = new Map<string, number>();
  try {
    for (const row of database.prepare<[], { readonly table: string; readonly parent: string }>('pragma foreign_key_check').iterate()) {
      const key = `${row.table} without their ${row.parent}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  } catch (error) {
    return [sentenceOf(error)];
  }
  return [...counts].map(([what, rows]) => `${rows} rows of ${what}`);
}

function corrupt(faults: readonly string[]): BackupTrouble {
  return new BackupTrouble('CORRUPT', `SQLite finds it damaged: ${told(faults)}.`);
}

function told(faults: readonly string[]): string {
  const lines = faults.map((fault) => fault.replaceAll('\n', ' ').replace(/\.$/, ''));
  const more = lines.length - TOLD;
  return lines.slice(0, TOLD).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
