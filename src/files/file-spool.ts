import type { Database } from 'better-sqlite3';
import type { PresentFile } from './local-files.ts';

/** A place in the database that names a file. */
export interface ReferencePlace {
  /** Number of the upload column. */
  readonly source: number;
  /** The row's key: digits or a text. */
  readonly rowId: string;
  /** Position in a list, from 1; 0 where the column holds one name. */
  readonly item: number;
  readonly userId: string | null;
  readonly username: string | null;
}

/** What was found about a place. */
export interface SpooledFinding extends ReferencePlace {
  readonly path: string;
  readonly cause: string | null;
  /** Further evidence. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

const TABLES = `
  create table reference (path text not null, folded text not null, source integer not null, row_id text not null, item integer not null,
    user_id text, username text);
  create table file (path text primary key, real text not null) without rowid;
  create table unreferenced (path text primary key, size integer not null, modified_at text not null) without rowid;
  create table finding (finding_check text not null, source integer not null, row_id text not null, item integer not null, user_id text,
    username text, path text not null, cause text, facts text not null)`;

const INDEXES = `
  create index reference_path on reference (path);
  create index reference_folded on reference (folded)`;

/** How many rows are taken out at a time. */
const PAGE = 256;

/**
 * What a scan of files has to remember: a temporary database on disk, so that memory does not grow with rows, files or findings.
 * SQLite makes it without a name: nothing is left behind however the process ends.
 */
export class FileSpool {
  readonly #database: Database;
  readonly #statements: ReturnType<typeof statementsOf>;

  private constructor(database: Database) {
    this.#database = database;
    database.pragma('journal_mode = off');
    database.pragma('synchronous = off');
    database.exec(TABLES);
    this.#statements = statementsOf(database);
  }

  static async open(): Promise<FileSpool> {
    const { openSqliteFile } = await import('../open-sqlite-file.ts');
    return new FileSpool(openSqliteFile('', { use: 'write' }));
  }

  /** Runs writes as one: thousands of times faster than one by one. */
  together(work: () => void): void {
    this.#database.transaction(work)();
  }

  addReference(path: string, { source, rowId, item, userId, username }: ReferencePlace): void {
    this.#statements.addReference.run(path, path.normalize('NFC'), source, rowId, item, userId, username);
  }

  addFinding(check: string, { source, rowId, item, userId, username, path, cause, facts }: SpooledFinding): void {
    this.#statements.addFinding.run(check, source, rowId, item, userId, username, path, cause, JSON.stringify(facts));
  }

  /** No reference comes any more: what looks them up by path is made ready. */
  endReferences(): void {
    this.#database.exec(INDEXES);
  }

  /** Every path that is referred to, once, in order, page by page. */
  *referencedPaths(): Generator<readonly string[]> {
    yield* this.#pages('select distinct path from reference where path > ? order by path limit ?', ({ path }) => path);
  }

  /** The upload columns that refer to a path. */
  sourcesOf(path: string): readonly number[] {
    return this.#statements.sourcesOf.all(path);
  }

  /** A finding for each place of a column that refers to a path. */
  addFindings(
    check: string,
    { path, source }: { readonly path: string; readonly source: number },
    cause: string | null,
    facts: SpooledFinding['facts'],
  ): void {
    this.#statements.addFindings.run(check, cause, JSON.stringify(facts), path, source);
  }

  /** A path that leads to a file, and the file's name without links. */
  addFile(path: string, real: string): void {
    this.#statements.addFile.run(path, real);
  }

  /** The real names of all files that are referred to, once, in order, page by page. */
  *files(size: number): Generator<readonly string[]> {
    yield* this.#pages('select distinct real as path from file where real > ? order by real limit ?', ({ path }) => path, size);
  }

  /** First folders of the files that are referred to; `''` for the media root itself. */
  folders(): readonly string[] {
    return this.#database
      .prepare<[], string>(
        `select distinct case when instr(path, '/') = 0 then '' else substr(path, 1, instr(path, '/') - 1) end from file`,
      )
      .pluck()
      .all();
  }

  /** All files that are referred to are known: what looks them up by their real names is made ready. */
  endFiles(): void {
    this.#database.exec('create index if not exists file_real on file (real)');
  }

  /** Whether a row names a file, itself, through a link, or in another spelling of the same letters. */
  isReferenced(path: string): boolean {
    return this.#statements.isReferenced.get(path.normalize('NFC'), path) === 1;
  }

  addUnreferenced({ path, size, modifiedAt }: PresentFile): void {
    this.#statements.addUnreferenced.run(path, size, modifiedAt.toISOString());
  }

  /** What was added as unreferenced, once, in order, page by page. */
  *unreferenced(): Generator<readonly PresentFile[]> {
    yield* this.#pages(
      'select path, size, modified_at from unreferenced where path > ? order by path limit ?',
      ({ path, size, modified_at }) => ({
        path,
        size: Number(size),
        modifiedAt: new Date(String(modified_at)),
      }),
    );
  }

  /** The findings of one check, in the order of their keys. */
  *findings(check: string): Generator<readonly SpooledFinding[]> {
    // Keys are digits or UUIDs: the shorter number is the smaller one.
    const rows = this.#database
      .prepare<[string], FindingRow>('select * from finding where finding_check = ? order by source, length(row_id), row_id, item')
      .iterate(check);
    let page: SpooledFinding[] = [];
    for (const { source, row_id, item, user_id, username, path, cause, facts } of rows) {
      page.push({
        source,
        rowId: row_id,
        item,
        userId: user_id,
        username,
        path,
        cause,
        facts: JSON.parse(facts) as SpooledFinding['facts'],
      });
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  close(): void {
    this.#database.close();
  }

  /** Rows of a query that orders by path and begins after one: others may write in between. */
  *#pages<T>(
    sql: string,
    read: (row: Readonly<Record<string, string>> & { readonly path: string }) => T,
    size = PAGE,
  ): Generator<readonly T[]> {
    const statement = this.#database.prepare<[string, number], Readonly<Record<string, string>> & { readonly path: string }>(sql);
    for (let last = ''; ;) {
      const rows = statement.all(last, size);
      if (rows.length > 0) yield rows.map(read);
      if (rows.length < size) return;
      last = rows.at(-1)?.path ?? '';
    }
  }
}

interface FindingRow {
  readonly source: number;
  readonly row_id: string;
  readonly item: number;
  readonly user_id: string | null;
  readonly username: string | null;
  readonly path: string;
  readonly cause: string | null;
  readonly facts: string;
}

/** Statements that run for every row or file. */
function statementsOf(database: Database) {
  return {
    addReference: database.prepare('insert into reference values (?, ?, ?, ?, ?, ?, ?)'),
    addFinding: database.prepare('insert into finding values (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addFindings: database.prepare(
      'insert into finding select ?, source, row_id, item, user_id, username, path, ?, ? from reference where path = ? and source = ?',
    ),
    sourcesOf: database.prepare<[string], number>('select distinct source from reference where path = ?').pluck(),
    addFile: database.prepare('insert or replace into file values (?, ?)'),
    isReferenced: database
      .prepare<[string, string], number>(
        'select exists (select 1 from reference where folded = ?) or exists (select 1 from file where real = ?)',
      )
      .pluck(),
    addUnreferenced: database.prepare('insert or ignore into unreferenced values (?, ?, ?)'),
  };
}
