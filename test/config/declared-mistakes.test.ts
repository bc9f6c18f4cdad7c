import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { matchingFiles } from '../../src/config/matching-files.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** What the checks that a YAML file declares come to; or code and sentence of what is wrong, with HERE for the folder. */
async function declared(text: string): Promise<unknown> {
  writeFileSync(folder.file('shop.yaml'), text);
  writeFileSync(folder.file('c.json'), '{"checks":["shop.yaml"]}');
  try {
    return (await readConfigFile(folder.file('c.json'), false, () => Promise.resolve({}))).checks;
  } catch (error) {
    const { code, message } = error as Error & { readonly code: string };
    return `${code}: ${message.replaceAll(/[^ "(]*peerquest-cli-[^/]*/g, 'HERE')}`;
  }
}

const TEXT = 'it must be a text';
const EMPTY = 'it must not be empty';

describe('a declared check that is wrong is told by its line and its place, in one sentence', () => {
  it.each([
    ['- table: 5\n  unique: a', 'table', `${TEXT} (HERE/shop.yaml:1:3)`],
    ["- table: ' '\n  unique: a", 'table', `${EMPTY} (HERE/shop.yaml:1:3)`],
    ['- table: t\n  unique: a\n  title: "a\\nb"', 'title', 'it must be one line (HERE/shop.yaml:3:3)'],
    ['- table: t\n  unique: a\n  title: "a\\n"', 'title', null],
    [
      '- table: t\n  unique: a\n  id: A b',
      'id',
      'it must be lower-case words with hyphens between them, such as "orders-without-lines" (HERE/shop.yaml:3:3)',
    ],
    [
      '- table: t\n  notNull: total\n  sentence: "{actual.totl} is missing"',
      'sentence',
      'it names {actual.totl}: there is no "totl", but "total" (HERE/shop.yaml:3:3)',
    ],
    ['- table: t\n  unique: a\n  sentence: "{actual.rows|row|rows} have {key.a}"', 'sentence', null],
    ['- table: t\n  unique: a\n  ignoreNull: 1', 'ignoreNull', 'it must be true or false (HERE/shop.yaml:3:3)'],
    ['- table: t\n  reference: a\n  to: 5', 'to', 'it must be a table, or { table, key } (HERE/shop.yaml:3:3)'],
    ['- table: t\n  reference: a\n  to: { table: u }', 'to', 'it must be a table, or { table, key } (HERE/shop.yaml:3:3)'],
    ['- table: t\n  matches: a\n  pattern: 5', 'pattern', `${TEXT} (HERE/shop.yaml:3:3)`],
    [
      `- table: t\n  matches: a\n  pattern: ${'x'.repeat(1001)}`,
      'pattern',
      'it must not have more than 1000 characters (HERE/shop.yaml:3:3)',
    ],
    ['- table: t\n  dateOrder: a', 'dateOrder', 'it must be a list of columns, the earliest first (HERE/shop.yaml:2:3)'],
    ['- table: t\n  dateOrder: [a]', 'dateOrder', 'it must name two columns at least (HERE/shop.yaml:2:3)'],
    [
      '- table: t\n  total: a\n  sumOf: lines',
      'sumOf',
      'it must be such as { table: order_lines, of: price_cents, by: order_id } (HERE/shop.yaml:3:3)',
    ],
    [
      '- table: t\n  total: a\n  sumOf: { table: l, of: a, by: b }\n  tolerance: x',
      'tolerance',
      'it must be a number (HERE/shop.yaml:4:3)',
    ],
  ])('%j', async (text, member, why) => {
    const said = await declared(text);
    if (why === null) expect(said).toHaveLength(1);
    else expect(said).toBe(`BAD_CONFIG: The check in HERE/shop.yaml:1 has a mistake in "${member}": ${why}.`);
  });

  it.each(['[]', '{}', 'text', '5', ''])('in a file that holds no list of them: %j', async (text) => {
    expect(await declared(text)).toBe('BAD_CHECK: The checks in HERE/shop.yaml are no list: begin each of them with "- table: …".');
  });

  it.each(['- 5', '- null', '- [a]', '- text'])('where it is none: %j', async (text) => {
    expect(await declared(text)).toMatch(/^BAD_CONFIG: The check in HERE\/shop\.yaml:1 says no rule: it must have one of "unique", /);
  });

  it('by the line on which it begins, however lines are ended and indented', async () => {
    const wrong = (before: string, text: string) => declared(`${before}${text}`);
    expect(await wrong('- table: t\r\n  unique: a\r\n', '-\r\n  table: u')).toMatch(
      /^BAD_CONFIG: The check in HERE\/shop\.yaml:3 says no rule/,
    );
    expect(await wrong('  - table: t\n    unique: [a, b]\n    where: "x - y"\n', '  - table: u')).toMatch(/shop\.yaml:4 says no rule/);
    expect(await wrong('- table: t\n  unique:\n    - a\n    - b\n', '- table: u')).toMatch(/shop\.yaml:5 says no rule/);
    // On one line nobody can tell which.
    expect(await declared('[{ table: t, unique: a }, { table: u }]')).toMatch(/^BAD_CONFIG: The check in HERE\/shop\.yaml says no rule/);
    expect(await declared('# - a\n- table: t\n  unique: a\n-  table: u')).toMatch(/shop\.yaml:4 says no rule/);
  });

  it('may say whatever its rule knows', async () => {
    expect(
      await declared(
        [
          '- { table: t, reference: [a, b], to: { table: u, key: [c, d] } }',
          '- { table: t, allowedValues: a, values: [x], ignoreCase: true, key: id, user: owner_id }',
          '- { table: t, allowedValues: b, values: [1, 2.5] }',
          '- { table: s.t, matches: a, pattern: "^x+$", where: "a is not null" }',
          '- { table: t, dateOrder: [a, b] }',
          '- { table: t, counter: n, countOf: { table: u, by: t_id, where: "x" }, ignoreNull: true }',
          '- { table: t, total: n, sumOf: { table: u, by: [t_id], of: price }, tolerance: 0 }',
        ].join('\n'),
      ),
    ).toHaveLength(7);
  });
});

describe('a pattern of files', () => {
  it('may be written with points and doubled strokes, and ends with what is there', () => {
    writeFileSync(folder.file('a.sql'), '');
    for (const pattern of ['./a.sql', '././/a.sql', `${folder.path}//*.sql`, '\\a.sql', 'a.sql*', '*a.sql', '?.sql']) {
      expect(matchingFiles(folder.path, pattern), pattern).toEqual([folder.file('a.sql')]);
    }
    for (const pattern of ['a.sq', 'a.sql?', '?a.sql', 'b*', 'a.sql/x', 'a.sql/*'])
      expect(matchingFiles(folder.path, pattern), pattern).toEqual([]);
  });
});

describe('a configuration that is found by itself', () => {
  it('is refused by its name where the one that is named is not there, or is another user’s', async () => {
    await expect(readConfigFile(folder.file('none.json'), false, () => Promise.resolve({}))).rejects.toMatchObject({
      code: 'NO_CONFIG_FILE',
    });
    writeFileSync(folder.file('open.json'), '{}');
    chmodSync(folder.file('open.json'), 0o666);
    await expect(readConfigFile(folder.file('open.json'), false, () => Promise.resolve({}))).rejects.toMatchObject({
      code: 'FOREIGN_FILE',
    });
    expect(await readConfigFile(folder.file('open.json'), true, () => Promise.resolve({}))).toEqual({});
  });
});
