import { BackupTrouble } from '../trouble.ts';

/** The file that mydumper finishes last; while it runs, that has another name. */
export const METADATA = 'metadata';

/** A file of SQL, packed or not. */
const SQL_FILE = /\.sql(?:\.\w+)?$/;

/** What a file holds, by the end of its name, in the order in which it is restored: every table before its rows, and what looks at them last. */
const STAGES = [/-schema-sequence$/, /-schema$/, /(?<!-schema-\w+)$/, /-schema-view$/, /-schema-triggers$/, /-schema-post$/];

/** What makes the database itself: it is restored into another, and so these are left alone. */
const OF_DATABASE = /-schema-create(?:-tablespace)?$|^[^.]+-schema$/;

/** Whether a folder with such files is one of mydumper. */
export function isMydumperFolder(names: readonly string[]): boolean {
  return names.some((name) => name === METADATA || name === `${METADATA}.partial` || /-schema(?:-create)?\.sql(?:\.\w+)?$/.test(name));
}

/** Whether any of its files is packed. */
export function hasPacked(names: readonly string[]): boolean {
  return names.some((name) => SQL_FILE.test(name) && !name.endsWith('.sql'));
}

/**
 * The files of SQL in a folder of mydumper, in the order in which they are restored.
 *
 * @throws BackupTrouble where it is not whole, or not of one database
 */
export function restoreOrder(names: readonly string[]): readonly string[] {
  if (!names.includes(METADATA))
    throw half(`it lacks the file "${METADATA}", which mydumper finishes last: it was not written to its end, or not copied whole`);
  const loaded = names.find((name) => /\.(?:dat|csv)(?:\.\w+)?$/.test(name));
  if (loaded !== undefined) {
    throw new BackupTrouble(
      'UNKNOWN_FORMAT',
      `its rows stand in files such as ${loaded}, which are loaded and not run: dump without --load-data and --csv, as INSERT statements.`,
    );
  }
  const bases = new Map(names.filter((name) => SQL_FILE.test(name)).map((name) => [name, name.replace(SQL_FILE, '')]));
  const databases = new Set([...bases.values()].map((base) => base.replace(/\..*|-schema.*/, '')));
  if (databases.size > 1) {
    throw new BackupTrouble(
      'SEVERAL_DATABASES',
      `the folder holds several databases (${[...databases].join(', ')}), which would be mixed: dump one of them with --database, or copy its files apart.`,
    );
  }
  const tables = new Set([...bases.values()].filter((base) => base.endsWith('-schema')).map((base) => base.slice(0, -'-schema'.length)));
  const lone = [...bases.values()].find(
    (base) => base.includes('.') && !base.includes('-schema') && !tables.has(base.replace(/(?:\.\d+)*$/, '')),
  );
  if (lone !== undefined) throw half(`it holds rows of ${lone}, and not how that table is made: it was not copied whole`);
  const stage = (name: string): number => STAGES.findIndex((end) => end.test(bases.get(name) ?? ''));
  return [...bases.keys()]
    .filter((name) => !OF_DATABASE.test(bases.get(name) ?? ''))
    .sort((one, other) => stage(one) - stage(other) || (one < other ? -1 : 1));
}

/**
 * How many rows of each table mydumper says it wrote; none where it is older than 0.14.
 *
 * @throws BackupTrouble where it did not come to its end
 */
export function rowsWritten(metadata: string): ReadonlyMap<string, number> {
  if (!/Finished dump at/.test(metadata)) throw half(`its file "${METADATA}" ends before the dump did`);
  const sections = metadata.matchAll(/^\[[^\]\n]*?\.[`"]?([^\]\n]+?)[`"]?\]\n((?:[^[\n][^\n]*\n?)*)/gm);
  return new Map(
    [...sections].flatMap(([, name = '', body = '']) => {
      const [, rows] = /^rows\s*=\s*(\d+)/im.exec(body) ?? [];
      const [, real = name] = /^real_table_name\s*=\s*(.+)$/m.exec(body) ?? [];
      return rows === undefined ? [] : [[real, Number(rows)] as const];
    }),
  );
}

/** The verdict on a folder of which something is missing. @param what is, as a clause */
export function half(what: string): BackupTrouble {
  return new BackupTrouble('HALF_A_FOLDER', `${what}.`);
}
