import Database from 'better-sqlite3';
import { goldOf, runWriter, type AppWriterOptions, type Tally, type WriterSession } from './app-writer.ts';

/** What the process of one SQLite connection is told. */
export type ToChild =
  | { readonly type: 'open'; readonly file: string; readonly options: AppWriterOptions; readonly index: number }
  | { readonly type: 'go' }
  | { readonly type: 'stop' };

/** What it answers. */
export type FromChild =
  { readonly type: 'ready'; readonly gold: ReadonlyMap<number, number> } | { readonly type: 'done'; readonly tally: Tally };

/** A connection as Django opens it: foreign keys on, five seconds of patience, transactions that lock late. */
function openSqlite(file: string): WriterSession {
  const database = new Database(file, { fileMustExist: true, timeout: 5000 });
  database.pragma('foreign_keys = on');
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  // What these throw must be a rejection, as with the other drivers: hence async.
  /* eslint-disable @typescript-eslint/require-await */
  return {
    locksRows: false,
    all: async (sql, parameters) => prepare(sql).all(...parameters) as Record<string, unknown>[],
    run: async (sql, parameters) => prepare(sql).run(...parameters).changes,
    kindOf(error) {
      const code = error instanceof Database.SqliteError ? error.code : '';
      return /^SQLITE_(?:BUSY|LOCKED)/.test(code) ? 'retry' : code === 'SQLITE_CONSTRAINT_UNIQUE' ? 'exists' : 'failure';
    },
    close: async () => void database.close(),
  };
  /* eslint-enable @typescript-eslint/require-await */
}

/** Sends and waits until it is sent. */
function tell(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

let stopped = false;
let work: { readonly session: WriterSession; run(): Promise<Tally> } | null = null;
let running: Promise<Tally> = Promise.resolve({ actions: {}, retries: 0, errors: [], touched: new Map() });

/** Does what the parent says. */
async function obey(message: ToChild): Promise<void> {
  if (message.type === 'open') {
    const { file, options, index } = message;
    const session = openSqlite(file);
    work = { session, run: () => runWriter(session, options, index, () => stopped) };
    await tell({ type: 'ready', gold: await goldOf(session, options.questIds) });
  } else if (message.type === 'go') {
    if (work !== null) running = work.run();
  } else {
    stopped = true;
    const tally = await running;
    await work?.session.close();
    await tell({ type: 'done', tally });
  }
}

// An error in here is nobody's business but the parent's: the process ends, and the parent sees that.
process.on('message', (message: ToChild) => void obey(message));
// The parent lets go when it has the result, or when it ends itself.
process.on('disconnect', () => process.exit());
