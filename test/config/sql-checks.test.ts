import { symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type RawBuilder } from 'kysely';
import { readSqlCheck } from '../../src/config/sql-check.ts';
import { AuditToolError, RefusedError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});
const db = new Kysely<unknown>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (one) => new SqliteIntrospector(one),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const HEAD = '/*\nid: good\ntitle: Good\nseverity: info\nkey: [id]\n*/';
let number = 0;
/** The query of a file with this text; or code and sentence of what is wrong with it. */
function queryOf(text: string): string {
  const file = folder.file(`${++number}.sql`);
  writeFileSync(file, text);
  try {
    const query = readSqlCheck(file, 'x.sql').find({} as never);
    return (query as RawBuilder<unknown>).compile(db).sql;
  } catch (error) {
    if (error instanceof AuditToolError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
const MORE = 'BAD_CHECK: The check in x.sql has more than one statement: it must be one SELECT.';
const NONE = 'BAD_CHECK: The check in x.sql has no query: a SELECT must follow its head.';

describe('the query of a .sql file', () => {
  it.each([
    'select 1',
    'SELECT 1',
    'with x as (select 1) select * from x',
    '(select 1)',
    'values (1)',
    '-- first;\nselect 1',
    '/* ; */ select 1 /* ; */ from t',
    "select ';', ';' || ';'",
    'select ";" from ";"',
    'select `;` from `;`',
    "select E'it\\';s', e'a;\\\\' from t",
    "select E'a'';b' from t",
    "select E'a\\\n;' from t",
    'select $$a;b$$ from t',
    "select $x$a;$$;'$x$, $y_1$;$y$;$y_1$ from t",
    'select $X$;$X$',
    'select 1 -- a;b\nfrom t',
    'select a$b$c, d$b$ from t',
  ])('is one statement, as it stands: %s', (query) => {
    expect(queryOf(HEAD + query)).toBe(query);
  });

  it.each([
    ['select 1;', 'select 1'],
    [' \n select 1 ;\n;; \n', 'select 1'],
    ["select ';' ;", "select ';'"],
    ['select 1 -- the end;\n', 'select 1'],
    ['select 1; -- the end', 'select 1'],
    ['select 1; /* the end */', 'select 1'],
  ])('loses what ends it: %j', (text, query) => {
    expect(queryOf(HEAD + text)).toBe(query);
  });

  it.each([
    'select 1; select 2',
    "select 'a'; select 'b'",
    'select 1 -- a\n; select 2',
    "select 'it\\'; drop table t --'",
    'select `a`; drop table t',
    "select $$'$$; drop table t --'",
    "select $x$'$x$; drop table t --'",
    "select a$b$; drop table t; select '$b$'",
    "select E'a\\\\'; drop table t --'",
    'select "a"; drop table t',
    '/* a */ select 1 /* b */; drop table t',
    "select xe'\\'; drop table t --'",
  ])('is refused where there are two: %s', (query) => {
    expect(queryOf(HEAD + query)).toBe(MORE);
  });

  it.each(['', ';', '-- select 1', '/* select 1 */', "'select'", 'delete from t', 'selected', 'x select 1', 'insert into t values (1)'])(
    'is refused where there is none: %j',
    (query) => {
      expect(queryOf(HEAD + query)).toBe(NONE);
    },
  );
});

describe('the head of a .sql file', () => {
  it('may stand behind a mark of its encoding and behind blanks', () => {
    expect(queryOf(`\uFEFF${HEAD}select 1`)).toBe('select 1');
    expect(queryOf(` \n\t${HEAD}select 1`)).toBe('select 1');
    expect(queryOf(`\uFEFF  ${HEAD}select 1`)).toBe('select 1');
  });

  it.each(['select 1', `x ${HEAD} select 1`, `-- x\n${HEAD} select 1`, '/* id: good select 1', ''])(
    'is the first thing in it: %j',
    (text) => {
      expect(queryOf(text)).toBe(
        'BAD_CHECK: The check in x.sql has no head: begin the file with a comment /* … */ that says id, title, severity and key.',
      );
    },
  );

  it('is YAML, and says in one line where it is not', () => {
    expect(queryOf('/* id: [ */ select 1')).toMatch(/^BAD_CHECK: The head of x\.sql is no YAML: [^\n]+\.$/);
  });

  it.each([
    ['title: "a\\nb"', 'title', 'it must be one line'],
    ['title: "a\\rb"', 'title', 'it must be one line'],
    ['title: " "', 'title', 'it must not be empty'],
    ['severity: bad', 'severity', 'it must be "critical", "warning" or "info"'],
    ['key: []', 'key', 'it must name at least one column of the query'],
    ['id: Good', 'id', 'it must be lower-case words with hyphens between them, such as "orders-without-lines"'],
    ['group: x y', 'group', 'it must be lower-case words with hyphens between them, such as "orders-without-lines"'],
    ['needs: 5', 'needs', 'it must be a list of tables, or of columns for each table'],
    ['indexes: [{ table: t, columns: [] }]', 'indexes', 'it must name at least one column'],
  ])('is told what is wrong in it: %s', (line, member, why) => {
    const members = { id: 'good', title: 'Good', severity: 'info', key: '[id]' };
    const rest = Object.entries(members).flatMap(([name, value]) => (name === member ? [] : [`${name}: ${value}`]));
    const said = queryOf(`/*\n${[...rest, line].join('\n')}\n*/ select 1`);
    expect(said).toContain('The head of x.sql');
    expect(said).toContain(`"${member}`);
    expect(said).toContain(why);
  });

  it.each(['critical', 'warning', 'info'])('may say severity: %s', (severity) => {
    expect(queryOf(HEAD.replace('info', severity) + 'select 1')).toBe('select 1');
  });

  it('may say all that a check may say', () => {
    const all =
      'user: person\ngroup: shop\nsummaryLabel: x\ninvariant: x\nwhy: x\nadvice: x\ncauses: { a: b }\nneeds: { t: [a, b] }\nindexes: [{ table: t, columns: [a, b] }]';
    expect(queryOf(HEAD.replace('key: [id]', `key: [id, two]\n${all}`) + 'select 1')).toBe('select 1');
  });
});

describe('a .sql file', () => {
  it('that cannot be read is told by its name and why', () => {
    expect(() => readSqlCheck(folder.path, 'x.sql')).toThrow(
      expect.objectContaining({ code: 'BAD_CHECK', message: 'The check in x.sql cannot be read: it is a folder.' }),
    );
    writeFileSync(folder.file('long.sql'), `${HEAD}select 1${' '.repeat(4_000_000)}`);
    expect(() => readSqlCheck(folder.file('long.sql'), 'x.sql')).toThrow(/^The check in x\.sql cannot be read: it has more than 4 MB\.$/);
  });

  it('is judged by what was opened', () => {
    const file = folder.file('judged.sql');
    writeFileSync(file, `${HEAD}select 1`);
    symlinkSync(file, folder.file('link.sql'));
    const foreign = new RefusedError('FOREIGN_FILE', 'It is foreign.');
    const judged: number[] = [];
    expect(() =>
      readSqlCheck(folder.file('link.sql'), 'x.sql', ({ size }) => {
        judged.push(size);
        throw foreign;
      }),
    ).toThrow(foreign);
    expect(judged).toEqual([`${HEAD}select 1`.length]);
    expect(readSqlCheck(file, 'x.sql', () => undefined)).toMatchObject({ id: 'good', title: 'Good', severity: 'info', key: ['id'] });
  });
});
