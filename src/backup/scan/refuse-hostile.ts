import type { Dialect } from '../formats/format.ts';
import { BackupTrouble } from '../trouble.ts';
import { CONDITIONAL, type Piece } from './scan-sql.ts';

/** Commands of psql that pg_dump itself writes, and that only forbid others. */
const HARMLESS_COMMANDS = ['\\restrict', '\\unrestrict'];

/** A name with another before it, where a statement says what it writes to. */
const QUALIFIED = String.raw`(?:"x"|(?!\d+\s*\.\s*\d+(?![\w$]))[\w$]+)\s*\.\s*(?:"x"|[\w$]+)`;
const OTHER_SCHEMA = new RegExp(
  [
    String.raw`^(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|INTO)\s+)*${QUALIFIED}`,
    String.raw`^(?:UPDATE|TRUNCATE|LOCK|DELETE|ANALYZE|OPTIMIZE|REPAIR)\s+(?:(?:LOW_PRIORITY|QUICK|IGNORE|TABLES?|FROM)\s+)*${QUALIFIED}`,
    String.raw`^(?:ALTER|DROP|RENAME|CREATE)\b[^(]*?\b(?:TABLE|VIEW|PROCEDURE|FUNCTION|EVENT|SEQUENCE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?${QUALIFIED}`,
    // Also one further on in a list. A trigger that is made is made in the place of its own (trigger-table.ts).
    String.raw`^(?:DROP|RENAME|LOCK|TRUNCATE|ALTER|CREATE\s+(?:\w+\s+)*INDEX)\b[^(]*?[\s,]${QUALIFIED}`,
  ].join('|'),
  'i',
);

/** What a dump of one database has no business to do, by the words of a statement: what it is called, and how it begins. */
const HOSTILE: Readonly<Record<Dialect, readonly (readonly [string, RegExp])[]>> = {
  postgresql: [
    ['CREATE DATABASE', /^CREATE\s+DATABASE\b/i],
    ['DROP DATABASE', /^DROP\s+DATABASE\b/i],
    ['ALTER DATABASE', /^ALTER\s+DATABASE\b/i],
    ['ALTER SYSTEM', /^ALTER\s+SYSTEM\b/i],
    ['CREATE, ALTER or DROP ROLE', /^(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|GROUP)\b(?!\s+MAPPING)/i],
    ['CREATE TABLESPACE', /^CREATE\s+TABLESPACE\b/i],
    ['CREATE SUBSCRIPTION', /^CREATE\s+SUBSCRIPTION\b/i],
    ['LOAD', /^LOAD\b/i],
    ['COPY … PROGRAM', /^COPY\b[^]*\b(?:FROM|TO)\s+PROGRAM\b/i],
    ['COPY of a file of the server', /^COPY\b[^]*\b(?:FROM|TO)\s*'/i],
  ],
  mysql: [
    ['USE', /^USE\b/i],
    ['CREATE DATABASE', /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|SCHEMA)\b/i],
    ['DROP DATABASE', /^DROP\s+(?:DATABASE|SCHEMA)\b/i],
    ['SOURCE', /^SOURCE\b/i],
    ['SYSTEM', /^SYSTEM\b/i],
    ['CONNECT', /^CONNECT\b/i],
    ['LOAD DATA', /^LOAD\s+(?:DATA|XML|INDEX)\b/i],
    ['INTO OUTFILE', /\b(?:OUTFILE|DUMPFILE)\b/i],
    ['CREATE, ALTER or DROP USER, GRANT', /^(?:(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE)|GRANT|REVOKE)\b/i],
    ['SET GLOBAL', /^SET\s+(?:(?:GLOBAL|PERSIST|PASSWORD|DEFAULT\s+ROLE)\b|@@(?:GLOBAL|PERSIST)\s*\.\s*(?!GTID_PURGED\b))/i],
    ['CHANGE MASTER, RESET, SHUTDOWN or KILL', /^(?:CHANGE|RESET|SHUTDOWN|KILL|PURGE|START|STOP)\s+(?!TRANSACTION\b)\w/i],
    ['a write to another schema', OTHER_SCHEMA],
    ['INSTALL', /^(?:INSTALL|UNINSTALL)\b/i],
    ['CREATE FUNCTION … SONAME', /^CREATE\b[^]*\bSONAME\b/i],
    ['CREATE SERVER', /^CREATE\s+(?:OR\s+REPLACE\s+)?SERVER\b/i],
  ],
  sqlite: [
    ['ATTACH', /^(?:ATTACH|DETACH)\b/i],
    ['VACUUM', /^VACUUM\b/i],
    ['load_extension', /\bload_extension\s*\(/i],
    ['PRAGMA', /^PRAGMA\s+(?!(?:foreign_keys|user_version|application_id|encoding|page_size|auto_vacuum|journal_mode|synchronous)\b)/i],
  ],
};

/** Settings under which texts end elsewhere than a scanner that does not have them takes for granted. */
const OTHER_LEXIS = [
  ['standard_conforming_strings = off', /^(?:SET|ALTER|SELECT)\b[^]*standard_conforming_strings[^]*\b(?:off|false|0|no)\b/i],
  [
    'an encoding in which a backslash may be part of a letter',
    /^(?:SET|SELECT)\b[^]*(?:client_encoding|\bNAMES\b|character_set)[^]*\b(?:sjis|shift_jis\w*|big5\w*|gbk|gb18030|uhc|johab|cp932)\b/i,
  ],
  ['the SQL mode NO_BACKSLASH_ESCAPES', /^SET\b[^]*sql_mode[^]*NO_BACKSLASH_ESCAPES/i],
] as const;

/**
 * Refuses what a dump of one database does not do, by name: it would write elsewhere, or run something.
 *
 * @throws BackupTrouble
 */
export function refuseHostile(piece: Piece, dialect: Dialect): void {
  if (piece.kind === 'command') {
    if (!HARMLESS_COMMANDS.includes(piece.name)) throw hostile(piece.name);
    return;
  }
  for (const words of readings(piece.words)) {
    const [name] = HOSTILE[dialect].find(([, begins]) => begins.test(words)) ?? [];
    if (name !== undefined) throw hostile(name);
  }
  const beginning = piece.beginning.replace(/^(?:\s+|\/\*M?!\d*|--[^\n]*\n)+/, '');
  const [setting] = OTHER_LEXIS.find(([, says]) => says.test(beginning)) ?? [];
  if (setting !== undefined) throw hostile(setting);
}

/** So many parts of what a statement begins with may stand in comments that run in some versions only: the programs that dump write four. */
const MOST_PARTS = 8;

/** A statement of MySQL as it reads, whichever of the comments in its beginning run: those further on all do. What is refused stands before any parenthesis. */
export function readings(words: string): readonly string[] {
  const at = words.includes('(') ? words.indexOf('(') : words.length;
  const parts = words
    .slice(0, at)
    .split(CONDITIONAL)
    .filter((part) => part.trim() !== '');
  if (parts.length > MOST_PARTS) throw hostile('a beginning in so many comments that run in some versions only');
  const rest = words.slice(at).replaceAll(CONDITIONAL, ' ');
  return Array.from({ length: 2 ** parts.length }, (_, which) =>
    `${parts.filter((__, index) => (which >> index) % 2 === 1).join(' ')} ${rest}`.trimStart(),
  );
}

/** The verdict on what a dump has no business to do. */
export function hostile(name: string): BackupTrouble {
  return new BackupTrouble(
    'HOSTILE',
    `it holds ${name}, which a dump of one database does not need and which could write elsewhere: nothing of it was run. Dump the database alone, without its creation.`,
  );
}
