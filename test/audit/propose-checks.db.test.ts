import { beforeAll, expect, it } from 'vitest';
import { proposeChecks } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';

/** Rows of VALUES, from 1 to so many. */
const rows = (count: number, values: (n: number) => string): string =>
  Array.from({ length: count }, (_, index) => `(${values(index + 1)})`).join(', ');

describeEngines('checks that are proposed', { empty: true, engines: THREE_ENGINES }, (database) => {
  beforeAll(async () => {
    const time = database().engine === 'postgresql' ? 'timestamptz' : 'datetime';
    for (const statement of [
      'create table authors (id integer primary key, email varchar(50), nick varchar(50))',
      `create table blog_posts (id integer primary key, author_id integer, editor_id integer, title varchar(50), state varchar(10),
        comments_count integer, total_cents integer, created_at ${time}, updated_at ${time})`,
      'create table comments (id integer primary key, blog_post_id integer not null)',
      'create table post_lines (id integer primary key, blog_post_id integer not null, quantity integer not null, price_cents integer not null)',
      `insert into authors values ${rows(20, (n) => `${n}, 'a${n}@x', ${n < 3 ? 'null' : "'n'"}`)}`,
      `insert into blog_posts values ${rows(
        20,
        (n) =>
          `${n}, ${n === 20 ? 99 : n}, null, 'Title ${n}', '${n % 2 === 0 ? 'draft' : 'live'}', ${n < 5 ? 2 : 0}, ${n < 5 ? 600 : 0},
          '2026-01-01 10:00:00', '2026-01-0${(n % 5) + 1} 10:00:00'`,
      )}`,
      `insert into comments values ${rows(8, (n) => `${n}, ${Math.ceil(n / 2)}`)}`,
      `insert into post_lines values ${rows(8, (n) => `${n}, ${Math.ceil(n / 2)}, 2, 150`)}`,
    ]) {
      await database().execute(statement);
    }
  });

  const proposed = (table: string) => proposeChecks(parseDatabaseUrl(database().url), table);

  it('are those that names suggest and rows bear out', async () => {
    const table = 'blog_posts';
    const held = { broken: 0, rows: 20 };
    expect(await proposed(table)).toEqual([
      {
        declaration: {
          table,
          notNull: ['author_id', 'title', 'state', 'comments_count', 'total_cents', 'created_at', 'updated_at'],
        },
        ...held,
      },
      { declaration: { table, unique: 'title' }, ...held },
      { declaration: { table, reference: 'author_id', to: 'authors' }, broken: 1, rows: 20 },
      { declaration: { table, counter: 'comments_count', countOf: { table: 'comments', by: 'blog_post_id' } }, ...held },
      {
        declaration: { table, total: 'total_cents', sumOf: { table: 'post_lines', of: 'quantity * price_cents', by: 'blog_post_id' } },
        ...held,
      },
      { declaration: { table, dateOrder: ['created_at', 'updated_at'] }, ...held },
      { declaration: { table, allowedValues: 'state', values: ['draft', 'live'] }, ...held },
    ]);
  });

  it('are no rule that many rows break', async () => {
    const declarations = (await proposed('authors')).map(({ declaration }) => declaration);
    expect(declarations).toEqual([
      { table: 'authors', notNull: ['email'] },
      { table: 'authors', unique: 'email' },
    ]);
  });

  it('are told of a table that is not there by the nearest name', async () => {
    await expect(proposed('blogposts')).rejects.toThrow('There is no table "blogposts" here: did you mean "blog_posts"?');
  });
});
