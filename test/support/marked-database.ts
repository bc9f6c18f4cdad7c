import { peerquestTables } from '../../src/demo/peerquest-tables.ts';
import { openSqliteFile } from '../../src/open-sqlite-file.ts';
import { runCli } from './cli.ts';

/** What stands in every text that people wrote or are called by. */
export const MARK = 'MARK';
/** What stands in every e-mail address besides. */
export const MAIL = 'MAIL';

/** Columns of which most rows must hold the application's words, or nothing would be found. */
const WORDS = new Set(['status', 'role', 'difficulty', 'type', 'preset_emblem', 'privacy']);

/**
 * A generated database with every fault, in which every text of every table is a marker that tells its column and row. Where the
 * application has words of its own, one row has a marker.
 */
export function makeMarkedDatabase(file: string): void {
  const made = runCli(['demo', '--users', '60', '--fault', '40%', '--old-schema', '--seed', '3', '--out', file]);
  if (made.code !== 0) throw new Error(made.stderr);
  const database = openSqliteFile(file, { use: 'write' });
  try {
    for (const { name: table, columns } of peerquestTables) {
      for (const { name: column, type, references, key } of columns) {
        if (references !== null || key || !/^(?:varchar|text|json)/.test(type)) continue;
        const among = WORDS.has(column) ? `where rowid = (select max(rowid) from ${table})` : `where ${column} is not null`;
        database.exec(`update ${table} set ${column} = ${markerOf(table, column, type)} ${among}`);
      }
    }
    database.exec(`update users_user set ban_reason = '${MARK} banned ' || rowid, settings = '["${MARK}"]' where rowid % 3 = 0`);
    database.exec(`update users_user set email = '${MAIL} no address ' || rowid where rowid % 4 = 0`);
  } finally {
    database.close();
  }
}

function markerOf(table: string, column: string, type: string): string {
  const name = `${MARK}_${table}_${column}_`;
  if (column === 'email') return `'${MAIL}.' || rowid || '@example.org'`;
  if (column === 'submission_files') return `'[{"file":"/media/submissions/${name}' || rowid || '.pdf","name":"${MARK}"}]'`;
  return type === 'json' ? `'{"${MARK}":"${name}' || rowid || '"}'` : `'${name}' || rowid`;
}
