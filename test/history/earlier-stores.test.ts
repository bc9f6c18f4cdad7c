import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/history/steps.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { openedStore } from './fixtures.ts';

/**
 * Stores as the versions made them whose newest step of tables a file is named after: `demo`, then `--fix-issues`, by that version, and `.dump` by SQLite's
 * shell. Versions before could not be told where the store is;
 * steps 0007 to 0015 came together, while nothing was published.
 */
const STORES = 'test/fixtures/stores';

/** The columns of every table of a store, in the order of their names: where a later step added one it stands elsewhere than in a new table. */
function columnsOf(file: string): readonly unknown[] {
  const database = new Database(file, { readonly: true });
  const columns = database.prepare(
    `select t.name as table_name, c.name, c.type, c.pk from sqlite_schema as t, pragma_table_info(t.name) as c
     where t.type = 'table' and t.name like 'peerquest%' order by 1, 2`,
  );
  const rows = columns.all();
  database.close();
  return rows;
}

describe('a store of an earlier version', () => {
  const folder = temporaryFolder();
  const fresh = folder.file('fresh.sqlite3');
  beforeAll(async () => {
    await (await openedStore(fresh)).close();
  });
  afterAll(() => {
    folder.remove();
  });

  it.each(readdirSync(STORES))('%s is brought up to date, and tells of the repair that is in it', async (name) => {
    const file = folder.file(`${name}.sqlite3`);
    const database = new Database(file);
    database.exec(readFileSync(join(STORES, name), 'utf8'));
    const steps = database.prepare<[], string>('select name from peerquest_audit_migration order by name').pluck();
    expect(steps.all().at(-1)).toBe(basename(name, '.sql'));
    await (await openedStore(file)).close();
    expect(steps.all()).toEqual(Object.keys(STEPS));
    database.close();
    expect(columnsOf(file)).toEqual(columnsOf(fresh));
    const { code, stdout, stderr } = runCli(['show', 'last', '--store', file], { cwd: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Changes: 8 committed\n');
    expect(stdout).toContain('assigned_to_id from null to "52000000000040008000000000000002"');
  });
});
