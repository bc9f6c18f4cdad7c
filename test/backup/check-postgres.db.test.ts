import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkPostgres } from '../../src/backup/engines/check-postgres.ts';
import { startPostgres, type ThrowawayPostgres } from '../../src/backup/engines/postgres-server.ts';
import { makeScratch, type Scratch } from '../../src/backup/scratch.ts';

describe.skipIf(inject('postgres') === null)('what PostgreSQL says of what was restored', () => {
  let scratch: Scratch;
  let server: ThrowawayPostgres;
  beforeAll(async () => {
    scratch = makeScratch();
    server = await startPostgres({ scratch, signal: undefined, path: '', server: null });
  });
  afterAll(async () => {
    await server.close();
    scratch.remove();
  });

  it('names an index whose order is not that of its column', async () => {
    await server.asOwner(`
      create function compared(int, int) returns int language sql immutable as 'select btint4cmp($1, $2)';
      create operator class own_order for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 compared(int, int);
      create table t as select i from generate_series(1, 10) i;
      create index t_i on t (i own_order)`);
    expect((await checkPostgres(server)).flaws).toEqual([]);
    await server.asOwner(`create or replace function compared(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)'`);
    expect((await checkPostgres(server)).flaws).toEqual([
      { code: 'INTEGRITY', sentence: 'amcheck says: ERROR:  item order invariant violated for index "t_i".' },
    ]);
    await server.asOwner('drop table t');
  });

  it('names what is missing in the catalogs', async ({ skip }) => {
    const looked = await checkPostgres(server);
    skip(!looked.checked.includes('pg_catcheck') && process.env['CI'] !== 'true', 'pg_catcheck is not installed');
    expect(looked).toEqual({ checked: ['pg_restore or psql', 'constraints', 'pg_catcheck', 'amcheck'], flaws: [] });
    await server.asOwner("create table t (i int, j int); delete from pg_attribute where attrelid = 't'::regclass and attname = 'j'");
    expect((await checkPostgres(server)).flaws).toContainEqual({
      code: 'INTEGRITY',
      sentence: 'pg_catcheck says: notice: pg_class row has invalid relnatts "2": attribute 2 does not exist in pg_attribute.',
    });
  });
});
