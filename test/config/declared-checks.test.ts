import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerquest-declared-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;

/** Reads a configuration in YAML, with a file of declared checks beside it. */
async function read(config: string, checks = '') {
  const path = join(folder, String(++number));
  mkdirSync(path);
  writeFileSync(join(path, 'c.yaml'), config);
  writeFileSync(join(path, 'shop.yaml'), checks);
  return (await readConfigFile(join(path, 'c.yaml'), false, () => import('../../src/index.ts'))).checks ?? [];
}

const mistakeIn = (checks: string): Promise<string> =>
  read('checks: [shop.yaml]', checks).then(
    () => 'no mistake',
    (error: unknown) => String(error),
  );

describe('a declared check', () => {
  it('stands in the configuration, or in a YAML file that it names', async () => {
    const checks = await read('checks: [{ table: users, unique: email }, "s*.yaml"]', '# Ours\n- table: users\n  notNull: [name, email]\n');
    expect(checks).toMatchObject([
      { id: 'users-email-unique', group: 'own', severity: 'warning', title: 'Rows of users With the Same email' },
      { id: 'users-name-email-not-null', invariant: 'Each row of users has name and email.' },
    ]);
    expect(checks.map(({ source }) => source)).toEqual([expect.stringMatching(/c\.yaml$/), expect.stringMatching(/shop\.yaml:2$/)]);
  });

  it('may say everything itself', async () => {
    const said = {
      id: 'mine',
      title: 'Mine',
      summaryLabel: 'Of mine',
      severity: 'info',
      group: 'users',
      invariant: 'So.',
      why: 'Why.',
      advice: 'Do.',
    };
    expect(await read(`checks: [${JSON.stringify({ table: 'users', unique: 'email', ...said })}]`)).toMatchObject([said]);
  });

  it('has an id of its table, its columns and its rule, whatever these are called', async () => {
    const checks = await read('checks: [{ table: sales.OrderLine, dateOrder: [paidAt, shippedAt2] }]');
    expect(checks[0]?.id).toBe('sales-order-line-paid-at-shipped-at2-date-order');
  });

  it.each([
    ['no list', 'table: users', /The checks in .*shop\.yaml are no list: begin each of them with "- table: …"/],
    ['no YAML', '- table: [', /The checks in .*shop\.yaml are no YAML: .*\(.*shop\.yaml:2:1\)\.$/],
    ['no rule', '- table: users', /The check in .*shop\.yaml:1 says no rule: it must have one of "unique", "notNull"/],
    ['a rule by another name', '- table: users\n  not-null: name', /says no rule: "not-null" is none; did you mean "notNull"\?/],
    ['two rules', '- table: users\n  unique: name\n  notNull: name', /has two rules, "unique" and "notNull": make two checks of them/],
    [
      'a mistyped member',
      '- table: u\n  unique: a\n\n- table: users\n  unique: email\n  ignorecase: true',
      /shop\.yaml:4 has an unknown member "ignorecase": did you mean "ignoreCase"\?/,
    ],
    ['no table', '- unique: email', /lacks the member "table"/],
    ['a table of three names', '- table: a.b.c\n  unique: email', /in "table": it must be a table, or a schema and a table/],
    ['a number for a column', '- table: users\n  notNull: 5', /in "notNull": it must be a column, or a list of columns/],
    ['no column', '- table: users\n  notNull: []', /in "notNull": it must be a column, or a list of columns/],
    ['a text for a flag', '- table: users\n  unique: email\n  ignoreCase: maybe', /in "ignoreCase": it must be true or false/],
    ['no values', '- table: users\n  allowedValues: role', /lacks the member "values"/],
    [
      'an empty list of values',
      '- table: users\n  allowedValues: role\n  values: []',
      /in "values": it must be a list of texts, or of numbers/,
    ],
    ['mixed values', '- table: users\n  allowedValues: role\n  values: [1, two]', /in "values": it must be a list of texts, or of numbers/],
    [
      'a table alone for countOf',
      '- table: users\n  counter: posts\n  countOf: posts',
      /in "countOf": it must be such as \{ table: comments, by: post_id \}/,
    ],
    ['no by', '- table: users\n  counter: posts\n  countOf: { table: posts }', /lacks the member "countOf.by"/],
    [
      'an unknown member inside',
      '- table: users\n  counter: posts\n  countOf: { table: posts, by: user_id, if: x }',
      /has an unknown member "if" in "countOf"/,
    ],
    ['one time', '- table: users\n  dateOrder: [a]', /in "dateOrder": it must name two columns at least/],
    [
      'a negative tolerance',
      '- table: o\n  total: t\n  sumOf: { table: l, of: c, by: o }\n  tolerance: -1',
      /in "tolerance": it must not be negative/,
    ],
    [
      'a pattern that engines read differently',
      "- table: users\n  matches: email\n  pattern: '(?=x)'",
      /in "pattern": "\(\?" is understood only as "\(\?:"/,
    ],
    ['names of which no id can be made', '- table: 注文\n  unique: 番号', /lacks the member "id": none can be made of its names/],
    [
      'the id of another',
      '- table: users\n  unique: email\n- table: users\n  unique: email\n  where: x',
      /The id "users-email-unique" of the check in .*shop\.yaml:3 belongs to .*shop\.yaml:1/,
    ],
  ])('with %s is refused, by name and line', async (_, checks, sentence) => {
    expect(await mistakeIn(checks)).toMatch(sentence);
  });

  it('in a file of another kind is refused', async () => {
    await expect(read('checks: [c.*]')).rejects.toThrow('.yaml');
    await expect(read('checks: [none.yaml]')).rejects.toThrow(/names no file by "none\.yaml" in "checks"/);
  });
});
