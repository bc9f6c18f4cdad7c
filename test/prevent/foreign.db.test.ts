import { expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { asDjango, asSql, assess } from '../../src/prevent/index.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('a foreign key of another application that old rows break', { engines: ['postgresql'], empty: true }, (database) => {
  it('is told in that application’s words, with a SELECT that lists them', async () => {
    const db = database();
    await db.execute('create table authors (id integer primary key)');
    await db.execute('create table posts (id integer primary key, "authorId" integer)');
    await db.execute('insert into authors values (1)');
    await db.execute('insert into posts values (1, 1), (2, 9), (3, 8), (4, null)');
    await db.execute('alter table posts add constraint by_author foreign key ("authorId") references authors (id) not valid');
    const prevention = await assess(parseDatabaseUrl(db.url));
    const script = asSql(prevention);
    expect(script).toContain(
      '\n-- posts.authorId leads to a row of authors\n-- 2 rows are in the way: select t.* from "posts" as t where ',
    );
    expect(script).not.toContain('orphan-reference');
    expect(asDjango(prevention, null)).not.toContain('orphan-reference');
    const [, listing = ''] = /in the way: (select .*;)$/m.exec(script) ?? [];
    expect((await db.query(listing)).map(({ id }) => Number(id)).sort()).toEqual([2, 3]);
  });
});
