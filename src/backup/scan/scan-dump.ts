import type { Dialect } from '../formats/format.ts';
import { BackupTrouble } from '../trouble.ts';
import { refuseHostile } from './refuse-hostile.ts';
import { SqlScanner } from './scan-sql.ts';

/** What a scanner learnt of a dump that may be run. */
export interface Scanned {
  readonly statements: number;
  /** Accounts that own what it makes, or are granted something. */
  readonly roles: readonly string[];
  /** Whether the last line that the program of the engine writes is there. */
  readonly isWhole: boolean;
}

/** https://www.postgresql.org/docs/current/sql-altertable.html and its like: OWNER TO, GRANT … TO, FOR ROLE */
const ROLE = /\b(?:OWNER TO|GRANT [^;]*? TO|FROM|FOR ROLE)\s+("(?:[^"]|"")+"|[a-z_][\w$]*)\s*(?:WITH GRANT OPTION\s*)?;?/gi;

/** The last lines of pg_dump and mysqldump. */
const LAST_LINE = /^-- (?:PostgreSQL database dump complete|Dump completed)/m;

/**
 * Goes through a whole dump before anything of it runs.
 *
 * @throws BackupTrouble for what writes elsewhere
 */
export async function scanDump(parts: AsyncIterable<string>, dialect: Dialect): Promise<Scanned> {
  const scanner = new SqlScanner(dialect);
  const roles = new Set<string>();
  let statements = 0;
  let last = '';
  const look = (pieces: ReturnType<SqlScanner['push']>): void => {
    for (const piece of pieces) {
      refuseHostile(piece, dialect);
      statements++;
      if (piece.kind === 'statement' && /^\s*(?:ALTER|GRANT|REVOKE)\b/i.test(piece.words)) {
        for (const [, name = ''] of piece.beginning.matchAll(ROLE)) roles.add(name);
      }
    }
  };
  for await (const part of parts) {
    look(scanner.push(part));
    last = (last + part).slice(-2000);
  }
  look(scanner.end());
  if (statements === 0) throw new BackupTrouble('EMPTY', 'the dump holds no statement: what made it failed.');
  return { statements, roles: [...roles], isWhole: LAST_LINE.test(last) };
}
