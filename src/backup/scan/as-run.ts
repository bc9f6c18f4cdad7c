import { asRestorer, makesEvent } from './definer.ts';
import { hostile, readings } from './refuse-hostile.ts';
import { inOwnSchema } from './trigger-table.ts';

/** What replication has in a dump, and a place of one database has not: it says nothing of the data. */
const OF_REPLICATION = /^\s*SET\s+(?:@MYSQLDUMP_TEMP_LOG_BIN|@@SESSION\s*\.\s*SQL_LOG_BIN|@@GLOBAL\s*\.\s*GTID_PURGED)/i;

/** mysqldump names the database where something was made under another collation than it has now. Without a name, that is the one that is restored into. */
const OF_DATABASE = /^ALTER\s+(?:DATABASE|SCHEMA)\b/i;
const NAMED_DATABASE = /^(\s*ALTER\s+DATABASE\s+)`(?:[^`]|``)+`(\s+CHARACTER\s+SET\s+\w+\s+COLLATE\s+\w+\s*;?\s*)$/i;

/** What no program that dumps writes, and of which nobody can say beforehand what it writes to: it may be put together while it runs. */
const UNREADABLE =
  /^(?:["\w]+\s*:\s*)?(PREPARE|EXECUTE\s+IMMEDIATE|CALL|BEGIN\s+NOT\s+ATOMIC|IF(?!\s+(?:NOT\s+)?EXISTS\b)|CASE|LOOP|WHILE|REPEAT|FOR(?!\s+EACH\b)|WITH|UPDATE|DELETE)\b/i;

/** Where a table is to stand on the server's disk: mysqldump writes it as it was, so it is the place of the live table. */
const PLACED = /^(?:CREATE|ALTER)\b[^]*\b(?:DATA|INDEX)\s+DIRECTORY\b/i;

/** How Percona's mysqldump asks after a storage engine of its own: it says nothing of the data. */
const OF_PERCONA = /^\W*PREPARE\s+\w+\s+FROM\s+@rocksdb_\w+\W*$/i;
const OF_PREPARED = /^\W*(?:EXECUTE\s+(?!IMMEDIATE\b)|(?:DEALLOCATE|DROP)\s+PREPARE\s+)\w+\W*$/i;

/**
 * What is run of a statement of MySQL; null where it is left out.
 *
 * @param isOthers whether the server is somebody's own, whose other databases the account may reach
 * @throws BackupTrouble for what could reach them
 */
export function asRun(statement: { readonly text: string; readonly words: string }, isOthers: boolean): string | null {
  const { words } = statement;
  if (OF_REPLICATION.test(words)) return null;
  const own = { words, text: inOwnDatabase(inOwnSchema(statement), words) };
  if (!isOthers) return own.text;
  if (OF_PERCONA.test(words) || OF_PREPARED.test(words)) return null;
  for (const reading of readings(words)) {
    if (PLACED.test(reading)) throw hostile('DATA DIRECTORY');
    const [, what] = UNREADABLE.exec(reading) ?? [];
    if (what !== undefined) throw hostile(what.toUpperCase().replaceAll(/\s+/g, ' '));
  }
  return makesEvent(words) ? null : asRestorer(own);
}

function inOwnDatabase(text: string, words: string): string {
  if (!readings(words).some((reading) => OF_DATABASE.test(reading))) return text;
  if (!NAMED_DATABASE.test(text)) throw hostile('ALTER DATABASE');
  return text.replace(NAMED_DATABASE, '$1$2');
}
