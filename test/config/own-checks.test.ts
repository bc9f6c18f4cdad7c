import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { matchingFiles } from '../../src/config/matching-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerquest-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;

/** Reads a configuration with these files beside it; the first is the configuration. */
async function read(name: string, files: Readonly<Record<string, string>>) {
  const path = join(folder, String(++number));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return readConfigFile(join(path, name), false, () => import('../../src/index.ts'));
}

const withCheck = (members: string) =>
  read('c.ts', { 'c.ts': `export default { checks: [{ ${members} }] };` }).then(
    () => 'no mistake',
    (error: unknown) => String(error),
  );
const withSql = (content: string, more: Readonly<Record<string, string>> = {}) =>
  read('c.json', { 'c.json': '{ "sqlChecks": ["*.sql"] }', 'a.sql': content, ...more }).then(
    () => 'no mistake',
    (error: unknown) => String(error),
  );

const GOOD = "id: 'good', title: 'Good', severity: 'info', key: ['id'], find: ({ db }) => db.selectFrom('t').select('id')";
const HEAD = 'id: good\ntitle: Good\nseverity: info\nkey: [id]\n';

describe('a check of the configuration', () => {
  it('needs an id, a title, a severity, a key and a query; the rest has defaults', async () => {
    const { checks } = await read('c.ts', { 'c.ts': `export default { checks: [{ ${GOOD}, needs: ['t'] }] };` });
    expect(checks).toMatchObject([
      {
        id: 'good',
        group: 'own',
        phase: null,
        summaryLabel: 'Good',
        severity: 'info',
        orderBy: ['id'],
        needs: { t: [] },
        names: [],
        causes: {},
      },
    ]);
    expect(checks?.[0]?.source).toMatch(/c\.ts$/);
  });

  it('may be given by plain JavaScript too', async () => {
    const { checks } = await read('c.js', { 'c.js': `export default { checks: [{ ${GOOD} }] };` });
    expect(checks).toHaveLength(1);
  });

  it.each([
    [
      'no title',
      GOOD.replace("title: 'Good', ", ''),
      /check checks\[0\] \("good"\) in the configuration file ".*c\.ts" lacks the member "title"/,
    ],
    ['a severity that there is not', GOOD.replace('info', 'bad'), /in "severity": it must be "critical", "warning" or "info"/],
    ['a mistyped member', `${GOOD}, advise: 'x'`, /has an unknown member "advise": did you mean "advice"\?/],
    ['an id with a capital', GOOD.replace("'good'", "'Good'"), /in "id": it must be lower-case words with hyphens/],
    ['no column in its key', GOOD.replace("['id']", '[]'), /in "key": it must name at least one column/],
    ['a find that is no function', GOOD.replace(/find: .*/, "find: 'select 1'"), /in "find": it must be a function/],
    ['no find', GOOD.replace(/, find: .*/, ''), /lacks the member "find"/],
    ['needs that are neither', `${GOOD}, needs: 'orders'`, /in "needs": it must be a list of tables/],
    ['a title of two lines', GOOD.replace("'Good'", "'Good\\n✅'"), /in "title": it must be one line/],
    [
      'the id of a check of ours',
      GOOD.replace("'good'", "'quest-status'"),
      /The id "quest-status" of the check in .* belongs to a check of the tool/,
    ],
    ['the name of a group', GOOD.replace("'good'", "'gold'"), /The id "gold" .* is the name of a group/],
    ['the id of another', `${GOOD} }, { ${GOOD}`, /The id "good" .* belongs to .*c\.ts/],
    ['our first group', `${GOOD}, group: 'sync'`, /The group "sync" .* is the tool’s own/],
    ['a group named like a check', `${GOOD}, group: 'quest-status'`, /The group "quest-status" .* is the id of a check/],
  ])('with %s is refused, by name', async (_, members, sentence) => {
    expect(await withCheck(members)).toMatch(sentence);
  });
});

describe('a check in a .sql file', () => {
  it('has its head in a comment and may end as SQL does', async () => {
    const { checks } = await read('c.json', {
      'c.json': '{ "sqlChecks": ["sql/*.sql"] }',
      'sql/b.sql': `/* ${HEAD.replaceAll('\n', '\n ')}user: person */\nselect ';' as id, ' -- ' as person -- all\n;\n`,
      'sql/a.sql': `/*\n${HEAD.replace('good', 'first')}needs:\n  t: [id]\nwhy: >\n  It matters\n  much.\n*/ with x as (select 1 as id) select id from x`,
      'sql/.hidden.sql': 'nothing',
    });
    expect(checks).toMatchObject([
      { id: 'first', why: 'It matters much.', needs: { t: ['id'] } },
      { id: 'good', needs: {} },
    ]);
    expect(checks?.map(({ unscoped }) => unscoped === undefined)).toEqual([false, true]);
  });

  it.each([
    ['no head', 'select 1', /a\.sql has no head/],
    ['a head that is no YAML', '/* id: [ */ select 1', /The head of .*a\.sql is no YAML/],
    ['an empty head', '/* */ select 1', /The head of .*a\.sql lacks the member "id"/],
    ['a head without a key', `/*\n${HEAD.replace(/key.*/, '')}*/ select 1`, /The head of .*a\.sql lacks the member "key"/],
    [
      'a mistyped member',
      `/*\n${HEAD}sevrity: x\n*/ select 1`,
      /The head of .*a\.sql has an unknown member "sevrity": did you mean "severity"\?/,
    ],
    ['no query', `/*\n${HEAD}*/\n-- select`, /a\.sql has no query/],
    [
      'two statements, the first with a quote between dollars',
      `/*\n${HEAD}*/ select $$'$$; drop table t --'`,
      /a\.sql has more than one statement/,
    ],
    [
      'two statements, the first with an escaped quote',
      `/*\n${HEAD}*/ select E'\\''; drop table t --'`,
      /a\.sql has more than one statement/,
    ],
    ['two statements', `/*\n${HEAD}*/ select 1; drop table t`, /a\.sql has more than one statement/],
    ['something else than a SELECT', `/*\n${HEAD}*/ delete from t`, /a\.sql has no query: a SELECT must follow/],
  ])('with %s is refused, by name', async (_, content, sentence) => {
    expect(await withSql(content)).toMatch(sentence);
  });

  it('may not have the id of another', async () => {
    const content = `/*\n${HEAD}*/ select 1 as id`;
    expect(await withSql(content, { 'b.sql': content })).toMatch(/The id "good" of the check in .*b\.sql belongs to .*a\.sql/);
  });

  it('must be there', async () => {
    await expect(read('c.json', { 'c.json': '{ "sqlChecks": ["none/*.sql"] }' })).rejects.toThrow(
      /names no file by "none\/\*\.sql" in "sqlChecks"/,
    );
  });
});

it('finds files by patterns', () => {
  const path = join(folder, 'files');
  for (const file of ['a/x.sql', 'a/y.sql', 'b/x.sql', 'b/x.sql.bak', 'b/.x.sql']) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), '');
  }
  const found = (pattern: string) => matchingFiles(path, pattern).map((file) => file.slice(path.length + 1));
  expect(found('*/*.sql')).toEqual(['a/x.sql', 'a/y.sql', 'b/x.sql']);
  expect(found('./a/?.sql')).toEqual(['a/x.sql', 'a/y.sql']);
  expect(found('b/x.sql')).toEqual(['b/x.sql']);
  expect(found('b/.*')).toEqual(['b/.x.sql']);
  expect(found('c/*.sql')).toEqual([]);
  expect(matchingFiles('/nowhere', `${path}/b/*.sql`)).toEqual([join(path, 'b/x.sql')]);
});

it('looks at a name with many stars for a moment only', () => {
  const path = join(folder, 'stars');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, `${'a'.repeat(240)}.sql`), '');
  const started = performance.now();
  // A regular expression takes a hundred seconds here.
  expect(matchingFiles(path, '*a*a*a*a*b.sql')).toEqual([]);
  expect(matchingFiles(path, '*a*a*a*a*a.sql')).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(1000);
});

it('names no more files by links that lead back than a person writes', () => {
  const path = join(folder, 'loop');
  mkdirSync(path, { recursive: true });
  for (let link = 0; link < 10; link++) symlinkSync('.', join(path, `link-${link}`));
  expect(() => matchingFiles(path, '*/*/*/*/*.sql')).toThrow(/names more than 1000 files: name fewer/);
});
