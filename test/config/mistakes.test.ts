import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

let number = 0;

/** What a configuration file with this text comes to, without its checks; or the sentence that refuses it, with FILE and HERE for what differs. */
async function said(name: string, text: string, beside: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const file = folder.file(`${++number}-${name}`);
  writeFileSync(file, text);
  for (const [other, content] of Object.entries(beside)) writeFileSync(folder.file(other), content);
  try {
    return await readConfigFile(file, false, () => Promise.resolve({ ours: 'this program' }));
  } catch (error) {
    const { code, message } = error as Error & { readonly code: string };
    return `${code}: ${message.replaceAll(file, 'FILE').replaceAll(/[^ "(]*peerquest-cli-[^/]*/g, 'HERE')}`;
  }
}

const NOT_EMPTY = 'it must not be empty';
const FLAG = (kind: string) => `it must be true or false, and is a ${kind}`;

describe('a setting that is wrong is told with its place, in one sentence', () => {
  it.each<readonly [object, string]>([
    [{ database: 5 }, 'a mistake in "database": it must be a URL, or { read, write } with a URL each (FILE:1:2).'],
    [{ database: '' }, `a mistake in "database": ${NOT_EMPTY} (FILE:1:2).`],
    [{ database: { read: 'a' } }, 'a mistake in "database": it must be a URL, or { read, write } with a URL each (FILE:1:2).'],
    [{ database: { read: '', write: 'b' } }, `a mistake in "database.read": ${NOT_EMPTY} (FILE:1:14).`],
    [{ database: { read: 'a', write: '' } }, `a mistake in "database.write": ${NOT_EMPTY} (FILE:1:25).`],
    [{ only: 'a' }, 'a mistake in "only": it must be a list, and is a text (FILE:1:2).'],
    [{ skip: [5] }, 'a mistake in "skip.0": it must be a text, and is a number (FILE:1:10).'],
    [{ groups: {} }, 'a mistake in "groups": it must be a list, and is an object (FILE:1:2).'],
    [{ checks: 5 }, 'a mistake in "checks": it must be a list, and is a number (FILE:1:2).'],
    [{ overrides: [] }, 'a mistake in "overrides": it must name checks, such as { "quest-status": { severity: "info" } } (FILE:1:2).'],
    [
      { overrides: { 'quest-status': 5 } },
      'a mistake in "overrides.quest-status": it must be such as { severity: "info" } or { warnIf: 5, errorIf: "2%" } (FILE:1:15).',
    ],
    [{ sqlChecks: [''] }, `a mistake in "sqlChecks.0": ${NOT_EMPTY} (FILE:1:15).`],
    [{ sqlChecks: ['x'.repeat(4097)] }, 'a mistake in "sqlChecks.0": no path has more than 4096 characters (FILE:1:15).'],
    [{ users: { table: '', name: 'n' } }, `a mistake in "users.table": ${NOT_EMPTY} (FILE:1:11).`],
    [{ users: { table: 't', id: '', name: 'n' } }, `a mistake in "users.id": ${NOT_EMPTY} (FILE:1:23).`],
    [{ users: { table: 't', name: '' } }, `a mistake in "users.name": ${NOT_EMPTY} (FILE:1:23).`],
    [{ users: { table: 't' } }, 'lacks the setting "users.name" (FILE:1:2).'],
    [{ failOn: 'x' }, 'a mistake in "failOn": it must be "critical", "warning", "info" or "never" (FILE:1:2).'],
    [{ readDataSubset: '8/7' }, 'a mistake in "readDataSubset": it must be a share such as 1/7 (FILE:1:2).'],
    [{ mediaUrl: 'x' }, 'a mistake in "mediaUrl": it must be a URL that begins with http:// or https:// (FILE:1:2).'],
    [{ includeDropped: 1 }, `a mistake in "includeDropped": ${FLAG('number')} (FILE:1:2).`],
    [{ detailed: 1 }, `a mistake in "detailed": ${FLAG('number')} (FILE:1:2).`],
    [{ quiet: 'no' }, `a mistake in "quiet": ${FLAG('text')} (FILE:1:2).`],
    [{ redact: 'yes' }, `a mistake in "redact": ${FLAG('text')} (FILE:1:2).`],
    [{ color: 1 }, `a mistake in "color": ${FLAG('number')} (FILE:1:2).`],
    [{ progress: 1 }, `a mistake in "progress": ${FLAG('number')} (FILE:1:2).`],
    [{ certainOnly: 'x' }, `a mistake in "certainOnly": ${FLAG('text')} (FILE:1:2).`],
    [{ history: 'all' }, 'a mistake in "history": it must be true, false or "findings" (FILE:1:2).'],
    [{ reports: { html: '' } }, `a mistake in "reports.html": ${NOT_EMPTY} (FILE:1:13).`],
    [{ reports: { xml: 'a' } }, 'an unknown setting "xml" in "reports" (FILE:1:13).'],
    [{ maxLag: 'x' }, 'a mistake in "maxLag": it must be a number, and is a text (FILE:1:2).'],
    [{ databases: { a: { url: '' } } }, `a mistake in "databases.a.url": ${NOT_EMPTY} (FILE:1:20).`],
    [{ databases: { a: { url: 'x', read: '' } } }, `a mistake in "databases.a.read": ${NOT_EMPTY} (FILE:1:30).`],
    [
      { databases: { ['a'.repeat(61)]: { url: 'x' } } },
      `a mistake in "databases.${'a'.repeat(61)}": a name is made of letters, digits, "-" and "_", begins with a letter or digit and has at most 60 (FILE:1:15).`,
    ],
  ])('%j', async (settings, sentence) => {
    const whole = await said('c.json', JSON.stringify(settings));
    expect(whole).toBe(`BAD_CONFIG: The configuration file "FILE" ${sentence.startsWith('lacks') ? '' : 'has '}${sentence}`);
  });

  it('whatever can be said may stand there', async () => {
    const all = {
      ...{ database: { read: 'a', write: 'b' }, overrides: { 'quest-status': { severity: 'info' } }, reports: { html: 'a', csv: 'b' } },
      ...{ users: { table: 't', id: 'i', name: 'n' }, history: 'findings', sqlChecks: [], checks: [] },
      ...{ quiet: true, redact: true, color: false, progress: false, includeDropped: true },
    };
    const told: Partial<typeof all> = { ...all };
    delete told.sqlChecks;
    expect(await said('c.json', JSON.stringify(all))).toEqual(told);
    const named = { databases: { ['a'.repeat(60)]: { url: 'x', read: 'y' }, A_9: { url: 'z', backupOf: 'a'.repeat(60) } }, history: false };
    expect(await said('c.json', JSON.stringify(named))).toEqual(named);
  });
});

describe('a check of one’s own that is wrong is told with its place, in one sentence', () => {
  const GOOD = "id: 'good', title: 'Good', severity: 'info', key: ['id'], find: () => null";
  const NAME = 'it must be lower-case words with hyphens between them, such as "orders-without-lines"';

  it.each([
    ["title: ' '", 'a mistake in "title": it must not be empty'],
    ["summaryLabel: 'a\\nb'", 'a mistake in "summaryLabel": it must be one line'],
    ["invariant: ''", 'a mistake in "invariant": it must not be empty'],
    ['why: 5', 'a mistake in "why": it must be a text, and is a number'],
    ['advice: []', 'a mistake in "advice": it must be a text, and is a list'],
    ["causes: { a: '' }", 'a mistake in "causes.a": it must not be empty'],
    ["shown: 'a'", 'a mistake in "shown": it must be a list, and is a text'],
    ["shown: ['']", 'a mistake in "shown.0": it must not be empty'],
    ["indexes: [{ table: '', columns: ['a'] }]", 'a mistake in "indexes.0.table": it must not be empty'],
    ["indexes: [{ table: 't', columns: [] }]", 'a mistake in "indexes.0.columns": it must name at least one column'],
    ["indexes: [{ table: 't', columns: ['a'], x: 1 }]", 'an unknown member "x" in "indexes.0"'],
    ['user: false', 'a mistake in "user": it must be a column of the query, or true'],
    ["user: ''", 'a mistake in "user": it must not be empty'],
    ["names: ['x']", 'a mistake in "names.0": it must be "user", "quest" or "guild"'],
    ["names: 'user'", 'a mistake in "names": it must be a list, and is a text'],
    ['describe: 5', 'a mistake in "describe": it must be a function'],
    ["examined: 'x'", 'a mistake in "examined": it must be a function'],
    ["group: 'A b'", `a mistake in "group": ${NAME}`],
    ["needs: { t: 'a' }", 'a mistake in "needs": it must be a list of tables, or of columns for each table'],
    ["needs: ['']", 'a mistake in "needs.0": it must not be empty'],
    ["sentence: 'row {key.di} is bad'", 'a mistake in "sentence": it names {key.di}: there is no "di", but "id"'],
    ["sentence: '{user} is bad'", 'a mistake in "sentence": it names {user}: the check does not say which user a row is about'],
    ["sentence: '{actal.x} is bad'", 'a mistake in "sentence": it names {actal.x}: there is no "actal", but "actual"'],
    ["sentence: '{actual} is bad'", 'a mistake in "sentence": it names {actual}: say which value of it, such as {actual.x}'],
    [
      "sentence: 'row {key.id is bad'",
      'a mistake in "sentence": it has a brace that belongs to no place: write {user}, {key.x}, {expected.x} or {actual.x}',
    ],
    ["causes: { late: 'x' }, sentence: { lat: 'x' }", 'a mistake in "sentence.lat": there is no cause "lat", but "late"'],
    ["key: ['']", 'a mistake in "key.0": it must not be empty'],
  ])('%s', async (member, sentence) => {
    const whole = await said('c.ts', `export default { checks: [{ ${GOOD}, ${member} }] };`);
    expect(String(whole).replace(/ \(FILE:\d+:\d+\)\.?$/, '')).toBe(
      `BAD_CONFIG: The check checks[0] ("good") in the configuration file "FILE" has ${sentence}`,
    );
  });

  it('may say all that there is to say', async () => {
    const all =
      "user: true, names: ['user', 'quest', 'guild'], shown: ['a'], describe: () => ({}), examined: () => null, causes: { a: 'b' }, indexes: [{ table: 't', columns: ['a'] }]";
    expect(await said('c.ts', `export default { checks: [{ ${GOOD}, ${all} }] };`)).toMatchObject({
      checks: [{ id: 'good', names: ['user', 'quest', 'guild'], causes: { a: 'b' }, indexes: [{ table: 't', columns: ['a'] }] }],
    });
  });

  it('is one where it is no object, or says no rule', async () => {
    for (const none of ['5', 'null']) {
      expect(await said('c.ts', `export default { checks: [${none}] };`)).toBe(
        'BAD_CONFIG: The check checks[0] in the configuration file "FILE" has no members: it must name them, such as "id", "title", "severity" (FILE:1:27).',
      );
    }
    expect(await said('c.ts', "export default { checks: [{ table: 't', id: 'x' }] };")).toMatch(
      /^BAD_CONFIG: The check checks\[0\] \("x"\) in the configuration file "FILE" says no rule: it must have one of "unique", /,
    );
  });
});

describe('a file with checks', () => {
  const naming = (pattern: string, beside: Readonly<Record<string, string>>) =>
    said('c.json', JSON.stringify({ checks: [pattern] }), beside);
  const CHECK = "{ id: 'one', title: 'O', severity: 'info', key: ['id'], find: () => null }";

  it('in a program has one, or a list of them', async () => {
    for (const content of [CHECK, `[${CHECK}, ${CHECK.replace('one', 'two')}]`]) {
      expect(await naming('some.ts', { 'some.ts': `export default ${content}` })).toMatchObject({
        checks: content.startsWith('[') ? [{ id: 'one' }, { id: 'two' }] : [{ id: 'one' }],
      });
    }
    expect(await naming('some.ts', { 'some.ts': `export default [${CHECK}, { id: 'Two' }]` })).toMatch(
      /^BAD_CONFIG: The check \[1\] \("Two"\) in HERE\/some\.ts has a mistake in "id": .* \(HERE\/some\.ts:1:\d+\)\.$/,
    );
    expect(await naming('some.ts', { 'some.ts': "export default { id: 'Two' }" })).toMatch(
      /^BAD_CONFIG: The check \("Two"\) in HERE\/some\.ts has a mistake in "id": /,
    );
  });

  it('may be one in SQL', async () => {
    const content = '/*\nid: xs\ntitle: X\nseverity: info\nkey: [id]\n*/ select 1';
    expect(await naming('x.sql', { 'x.sql': content })).toMatchObject({
      checks: [{ id: 'xs', source: expect.stringMatching(/x\.sql$/) as string }],
    });
  });

  it('is told by its name and place where it cannot be read', async () => {
    expect(await naming('bad.ts', { 'bad.ts': 'export default {' })).toMatch(
      /^BAD_CHECK: The check in HERE\/bad\.ts cannot be read: [^\n]+ \(HERE\/bad\.ts:1:16\)\.$/,
    );
    expect(await naming('x.txt', { 'x.txt': '' })).toBe(
      'BAD_CONFIG: "checks" names the file HERE/x.txt: only .ts, .js, .yaml, .yml and .sql files, and .mts, .cts, .mjs and .cjs, can be named there.',
    );
  });

  it('is no test beside it, which a pattern does not mean, and a name does', async () => {
    const tests = { 't1.test.ts': 'nonsense(', 't1.spec.mts': '(', 't1.d.ts': '(' };
    expect(await naming('t*', { 't1.ts': `export default ${CHECK}`, ...tests })).toMatchObject({ checks: [{ id: 'one' }] });
    expect(await naming('t1.test.ts', tests)).toMatch(/^BAD_CHECK: The check in HERE\/t1\.test\.ts cannot be read: /);
  });
});

describe('a configuration', () => {
  it.each([
    ['c.json', '\uFEFF{"detailed":true}'],
    ['c.jsonc', '{"detailed": true, /* all */}'],
    ['c.json5', '{detailed: true, // all\n}'],
    ['c.yaml', 'detailed: true'],
    ['c.yml', 'detailed: true\nquiet: null'],
    ['c.toml', 'detailed = true'],
    ['c.ts', 'const detailed: boolean = true; export default { detailed, quiet: undefined };'],
    ['c.ts', 'export default async () => ({ detailed: true })'],
    ['c.ts', 'export const detailed = true;'],
    ['c.ts', "import { ours } from 'peerquest-audit'; export default { detailed: ours === 'this program' };"],
    ['c.js', 'module.exports = { detailed: true };'],
  ])('may be a %s that says: %s', async (name, text) => {
    expect(await said(name, text)).toEqual({ detailed: true });
  });

  it.each([
    ['c.json', '{"color":true,"color":false}', 'cannot be read: it has a member twice.'],
    ['c.json', '{"color":', 'cannot be read: it is no JSON.'],
    ['c.json', 'null', 'has no settings: it must name them, such as "database", "only", "skip".'],
    ['c.json', '5', 'has no settings: it must name them, such as "database", "only", "skip".'],
    ['c.toml', 'detailed = ', 'cannot be read: incomplete key-value declaration: no value specified (FILE:1:12).'],
    ['c.ts', "export default () => { throw new Error('no luck') }", 'cannot be read: no luck (FILE:1:'],
  ])('that is a %s is refused where it says: %s', async (name, text, sentence) => {
    expect(String(await said(name, text)).startsWith(`BAD_CONFIG: The configuration file "FILE" ${sentence}`)).toBe(true);
  });
});
