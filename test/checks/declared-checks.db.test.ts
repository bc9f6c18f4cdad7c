import { beforeAll, describe, expect, it } from 'vitest';
import { audit, sqlOf } from '../../src/audit/index.ts';
import { declaredCheck, type Check, type Declaration } from '../../src/checks/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { renderLine, sentencesOf } from '../../src/model/index.ts';
import { tryCheck } from '../../src/service/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';

const SCHEMA = [
  'create table people (id integer primary key, email varchar(100), born varchar(10))',
  'create table spans (id integer primary key, begun date, done date)',
  "insert into spans values (1, '2025-02-01', '2025-01-01')",
  'create table marks (person integer, mark integer, place integer)',
  "insert into people values (1, 'a@x', null), (2, 'a@x', '.'), (10, 'a@x', null), (11, 'b@x', 'x\ny'), (12, 'b@X', 'Ä')",
  'insert into marks values (1, 5, 1), (1, 6, 1), (2, 7, null), (99, 8, null)',
];

const declared = (...declarations: readonly Declaration[]) => declarations.map((declaration) => declaredCheck(declaration, 'this test'));

/** What an audit by these checks finds, each in its sentence. */
async function sentences(url: string, ownChecks: readonly Check[]): Promise<readonly string[]> {
  let sentenceOf = sentencesOf([]);
  const told: string[] = [];
  for await (const event of audit(parseDatabaseUrl(url), {}, { ownChecks })) {
    if (event.type === 'run-started') sentenceOf = sentencesOf(event.run.checks);
    if (event.type === 'findings') told.push(...event.findings.map((finding) => renderLine(sentenceOf(finding), String)));
  }
  return told;
}

it('no declared check has a sentence that its names would spoil', () => {
  const names = [{ table: 'orders {user}', notNull: 'a' } as const, { table: 'orders', notNull: ['a b', 'c'] } as const];
  expect(declared(...names).map(({ sentence }) => sentence)).toEqual([undefined, undefined]);
});

describeEngines('declared checks', { empty: true, engines: THREE_ENGINES }, (database) => {
  beforeAll(async () => {
    for (const statement of SCHEMA) await database().execute(statement);
  });

  const audit = (...declarations: readonly Declaration[]) =>
    collect(database().url, { ownChecks: declared(...declarations), users: { table: 'people', id: 'id', name: 'born' } });

  it('tell of a row by its key, with what is and what should be', async () => {
    const { findings } = await audit(
      { table: 'people', unique: 'email', where: 'id < 11' },
      { table: 'people', counter: 'id', countOf: { table: 'marks', by: 'person' }, where: 'id = 2' },
      { table: 'marks', reference: 'person', to: 'people', key: ['person', 'mark'] },
      { table: 'people', matches: 'born', pattern: '.', where: 'id > 10' },
    );
    expect(findings).toMatchObject([
      {
        headline: 'people email a@x',
        details: ['3 rows: id 1, 2, 10'],
        expected: { rows: 1 },
        actual: { rows: 3, id: '1, 2, 10' },
        repair: 'manual',
      },
      { headline: 'people id 2', details: ['id: 2 (should be 1)'], key: { id: 2 }, expected: { id: 1 }, actual: { id: 2 } },
      {
        headline: 'marks person 99, mark 8',
        details: ['person: 99 (not in people)'],
        key: { person: 99, mark: 8 },
        actual: { person: 99 },
      },
      { headline: 'people id 11', actual: { born: 'x\ny' } },
    ]);
  });

  it('tell each kind of finding in a sentence', async () => {
    const declarations: readonly Declaration[] = [
      { table: 'people', unique: 'email', where: 'id < 11' },
      { table: 'people', notNull: 'born', where: 'id = 1' },
      { table: 'people', counter: 'id', countOf: { table: 'marks', by: 'person' }, where: 'id = 2' },
      { table: 'people', total: 'id', sumOf: { table: 'marks', by: 'person', of: 'mark' }, where: 'id = 1' },
      { table: 'marks', reference: 'person', to: 'people', key: ['person', 'mark'] },
      { table: 'people', matches: 'born', pattern: '.', where: 'id = 11' },
      { table: 'people', allowedValues: 'email', values: ['a@x', 'b@X'], where: 'id > 10' },
      { table: 'spans', dateOrder: ['begun', 'done'] },
      { table: 'marks', notNull: ['mark', 'place'], key: ['person', 'mark'], where: 'person = 99' },
    ];
    expect(await sentences(database().url, declared(...declarations))).toEqual([
      '3 rows of people have the same email: a@x',
      'Row 1 of people has no born',
      'Row 2 of people has 2 as id, and the number of its rows of marks is 1',
      'Row 1 of people has 1 as id, and its rows of marks come to 11',
      'Row person 99, mark 8 of marks has 99 as person, which is not in people',
      'Row 11 of people has x\ny as born, which has not the right form',
      'Row 11 of people has b@x as email, which is none of the allowed values',
      'Row 1 of spans has times that are out of order: begun 2025-02-01, done 2025-01-01',
      'Row person 99, mark 8 of marks has 8 as mark and nothing as place',
    ]);
  });

  it('take nulls for equal where they are told to', async () => {
    const { findings } = await audit(
      { table: 'marks', unique: ['person', 'place'], ignoreNull: false },
      { table: 'marks', unique: 'place', ignoreNull: false },
    );
    expect(findings.map(({ key, actual }) => ({ key, rows: actual['rows'] }))).toEqual([
      { key: { person: 1, place: 1 }, rows: 2 },
      ...[
        { key: { place: 'null' }, rows: 2 },
        { key: { place: 1 }, rows: 2 },
      ].sort((a, b) => (database().engine === 'postgresql' ? String(a.key.place).localeCompare(String(b.key.place)) : 0)),
    ]);
  });

  it('cannot run where a name is wrong, and say which was probably meant', async () => {
    const { result } = await audit(
      { table: 'people', notNull: 'emial' },
      { table: 'poeple', notNull: 'email' },
      { table: 'people', counter: 'id', countOf: { table: 'marks', by: 'persona' } },
      { table: 'marks', notNull: 'mark' },
      { table: 'people', reference: 'id', to: { table: 'marks', key: ['person', 'mark'] } },
      { table: 'people', notNull: 'email', where: 'nonsense = 1', id: 'nonsense' },
    );
    expect(result.checks.map(({ outcome }) => outcome)).toEqual(Array(6).fill('could-not-run'));
    expect(result.checks.map(({ reason }) => reason)).toEqual([
      'column people.emial is missing: did you mean "email"?',
      'table poeple is missing: did you mean "people"?',
      'column marks.persona is missing: did you mean "person"?',
      'marks has no primary key: name the columns that identify a row with "key"',
      '"reference" names id, and the key of marks is person and mark: it must name as many columns',
      expect.stringContaining('nonsense'),
    ]);
  });

  it('are narrowed to a person by the column that says whose a row is', async () => {
    const check: Declaration = { table: 'people', matches: 'email', pattern: '.@y', user: 'id' };
    const { findings } = await collect(database().url, {
      ownChecks: declared(check),
      user: '.',
      users: { table: 'people', id: 'id', name: 'born' },
    });
    expect(findings.map(({ key, user }) => [key, user?.id])).toEqual([[{ id: 2 }, '2']]);
  });
});

describeEngines('declared checks of another schema', { empty: true, engines: ['postgresql', 'mariadb'] }, (database) => {
  it('read the tables there, whatever is here', async () => {
    const schema = database().engine === 'postgresql' ? 'sales' : `${database().url.split('/').pop() ?? ''}_sales`;
    await database().execute(`create schema ${schema}`);
    try {
      for (const statement of [
        'create table orders (nr integer primary key, customer integer)',
        `create table ${schema}.customers (id integer primary key)`,
        `create table ${schema}.orders (id integer primary key, customer integer)`,
        `insert into ${schema}.customers values (1)`,
        `insert into ${schema}.orders values (1, 1), (2, 2), (3, null)`,
      ]) {
        await database().execute(statement);
      }
      const { findings, result } = await collect(database().url, {
        ownChecks: declared(
          { table: `${schema}.orders`, reference: 'customer', to: `${schema}.customers`, id: 'there' },
          { table: `${schema}.nothing`, notNull: 'id', id: 'nowhere' },
        ),
      });
      expect(findings.map(({ key }) => key)).toEqual([{ id: 2 }]);
      expect(result.checks.map(({ reason }) => reason)).toEqual([null, `table ${schema}.nothing is missing`]);
    } finally {
      await database().execute(`drop schema ${schema}${database().engine === 'postgresql' ? ' cascade' : ''}`);
    }
  });
});

describe('times on SQLite', () => {
  it.each([
    ['the same in another form', '2026-01-01T10:00:00Z', '2026-01-01 10:00:00', false],
    ['a microsecond later', '2026-01-01 10:00:00.000002', '2026-01-01 10:00:00.000001', true],
    ['later in another form', '2026-01-01T10:00:01Z', '2026-01-01 10:00:00', true],
    ['earlier, and later as a text', '2026-01-01T09:00:00Z', '2026-01-01 10:00:00', false],
    ['numbers', 1767225600001, 1767225600000, true],
    ['a day and a time of it', '2026-01-01', '2026-01-01 10:00:00', false],
    ['no time', 'soon', '2026-01-01 10:00:00', false],
  ])('%s', async (_, one, other, isFound) => {
    const value = (time: string | number) => (typeof time === 'string' ? `'${time}'` : String(time));
    const script = `create table t (id integer primary key, a, b); insert into t values (1, ${value(one)}, ${value(other)})`;
    expect(await tryCheck({ table: 't', dateOrder: ['a', 'b'] }, script)).toHaveLength(isFound ? 1 : 0);
  });
});

it('a declared check is shown as SQL of each engine', () => {
  const [check] = declared({ table: 'Order', total: 'totalCents', sumOf: { table: 'sales.lines', of: 'cents', by: 'orderId' } });
  expect(sqlOf(check as NonNullable<typeof check>).map(({ text }) => text)).toEqual([
    expect.stringContaining('select "orderId", sum("cents") as value from "sales"."lines" as p group by "orderId"'),
    expect.stringContaining('select `orderId`, sum(`cents`) as value from `sales`.`lines` as p group by `orderId`'),
  ]);
});
