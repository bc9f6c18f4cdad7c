import type { Dialect } from '../formats/format.ts';
import { BackupTrouble } from '../trouble.ts';
import { asRun } from './as-run.ts';
import { definersIn } from './definer.ts';
import { refuseHostile } from './refuse-hostile.ts';
import { SqlScanner } from './scan-sql.ts';

/** What a scanner learnt of a dump that may be run. */
export interface Scanned {
  readonly statements: number;
  /** Accounts that own what it makes, are granted something, or in whose name something runs: as they are written. */
  readonly roles: readonly string[];
  /** Whether the last line that the program of the engine writes is there. */
  readonly isWhole: boolean;
}

/** https://www.postgresql.org/docs/current/sql-altertable.html and its like: OWNER TO, GRANT … TO, FOR ROLE */
const ROLE = /\b(?:OWNER TO|GRANT [^;]*? TO|FROM|FOR ROLE)\s+("(?:[^"]|"")+"|[a-z_][\w$]*)\s*(?:WITH GRANT OPTION\s*)?;?/gi;

/** What a program says where its output and its complaints were written into one file. */
const COMPLAINT = /^(?:mysqldump|mariadb-dump|pg_dump(?:all)?): [^]*?(?:\n|$)/;

/** The last lines of pg_dump and mysqldump. */
const LAST_LINE = /^-- (?:PostgreSQL database dump complete|Dump completed)/m;

/**
 * Goes through a whole dump before anything of it runs.
 *
 * @param options what ends a statement, and whether it is to run on a server that is somebody's own
 * @throws BackupTrouble for what writes elsewhere
 */
export async function scanDump(
  parts: AsyncIterable<string>,
  dialect: Dialect,
  { delimiter = ';', isOthers = false }: { readonly delimiter?: string; readonly isOthers?: boolean } = {},
): Promise<Scanned> {
  const scanner = new SqlScanner(dialect, dialect === 'mysql', delimiter);
  const roles = new Set<string>();
  let statements = 0;
  let last = '';
  const look = (pieces: ReturnType<SqlScanner['push']>): void => {
    for (const piece of pieces) {
      refuseHostile(piece, dialect);
      statements++;
      if (piece.kind === 'statement') refuseComplaint(piece.beginning);
      if (piece.kind === 'statement' && dialect === 'mysql') {
        asRun(piece, isOthers);
        for (const account of definersIn(piece.beginning)) roles.add(account);
      }
      if (piece.kind === 'statement' && dialect === 'postgresql' && /^\s*(?:ALTER|GRANT|REVOKE)\b/i.test(piece.words)) {
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

function refuseComplaint(beginning: string): void {
  const [line] = COMPLAINT.exec(beginning.replace(/^(?:\s+|--[^\n]*\n)+/, '')) ?? [];
  if (line === undefined) return;
  throw new BackupTrouble(
    'DUMP_HAS_ERRORS',
    `among its statements stands what the program that dumped complained of (${line.trim().slice(0, 200)}): keep its stderr apart, and look at what it says.`,
  );
}
