import { afterAll, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { asDjango, asSql, assess, type Prevention } from '../../src/prevent/index.ts';
import type { Proposal } from '../../src/prevent/proposal.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { attacks, hostileTexts, RAW } from '../support/hostile-text.ts';
import { nothingHappened, runPython, runSql, tableNamesOf } from '../support/run-printed.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Every kind of constraint, on a table with hostile names. */
function proposalsOn(table: string, column: string, name: string): readonly Proposal[] {
  const of = (spec: Proposal['spec']): Proposal => ({
    check: 'orphan-reference',
    demand: 'what it demands',
    spec,
    columns: [column],
    django: spec.kind === 'check' ? 'models.Q(id=1)' : null,
  });
  return [
    of({ kind: 'unique', name: `${name}u`, table, columns: [column], among: null, ignoresCase: false }),
    of({ kind: 'check', name: `${name}c`, table, condition: (words) => `${words.column(column)} <> 'x'` }),
    of({ kind: 'not-null', name: `${name}n`, table, column }),
    of({ kind: 'foreign-key', name: `${name}f`, table, column, target: table, targetColumn: column, onDelete: 'empty' }),
  ];
}

/** Every line is a comment, empty, or a statement that this program wrote. */
function mustBeSql(script: string): void {
  expect(script).not.toMatch(RAW);
  for (const text of script.split('\n')) expect(text).toMatch(/^(?:$|-- |ALTER TABLE |CREATE |DROP INDEX |SET SESSION )/);
}

const COUNT = isThorough ? 400 : 20;

describeEngines('what prevent prints for hostile names', { engines: THREE_ENGINES }, (database) => {
  it('runs nothing but its own statements', async () => {
    const db = database();
    const quote = (name: string) => (db.engine === 'mariadb' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`);
    const proposals: Proposal[] = [];
    let isBad = false;
    const short = (text: string) => Array.from(text).slice(0, 40).join('');
    const texts = [...attacks('touched'), ...hostileTexts(COUNT, 'touched')].map(short);
    for (const [index, text] of texts.entries()) {
      const [table, column] = [`${text}${index}`, texts[(index + 1) % texts.length] ?? ''];
      try {
        await db.execute(`create table ${quote(table)} (id int primary key, ${quote(column)} varchar(40))`);
      } catch {
        continue; // No name on this engine.
      }
      isBad = !isBad;
      if (isBad) await db.execute(`insert into ${quote(table)} values (1, null), (2, 'x'), (3, 'x')`);
      proposals.push(...proposalsOn(table, column, short(text)));
    }
    expect(proposals.length).toBeGreaterThan(COUNT);
    const before = await tableNamesOf(db);
    const prevention = await assess(parseDatabaseUrl(db.url), {
      tables: proposals.map(({ spec }) => spec.table),
      proposals: () => proposals,
    });
    const states = new Set(prevention.assessments.map(({ state }) => state));
    expect([...states]).toEqual(expect.arrayContaining(['ready', 'blocked', 'odd-name']));
    const script = asSql(prevention);
    mustBeSql(script);
    await runSql(db, script, folder.path);
    await nothingHappened(db, before, folder.path);
    const migration = asDjango(prevention, null);
    expect(migration).not.toMatch(RAW);
    runPython(migration, folder.path);
    await nothingHappened(db, before, folder.path);
  });
});

/** Foreign keys that PostgreSQL has not validated: `prevent` finds them by itself. */
describe.skipIf(inject('postgres') === null)('what prevent prints for hostile foreign keys', () => {
  it('runs nothing but its own statements', async () => {
    const db = await createDatabase('postgresql');
    try {
      const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
      const names = attacks('touched').map((text) => Array.from(text).slice(0, 50).join(''));
      await db.execute('create table target (id int primary key)');
      for (const [index, name] of names.entries()) {
        await db.execute(`create table ${quote(`${name}${index}`)} (id int primary key, ${quote(name)} int)`);
        if (index % 2 === 0) await db.execute(`insert into ${quote(`${name}${index}`)} values (1, 5)`);
        await db.execute(
          `alter table ${quote(`${name}${index}`)} add constraint ${quote(name)} foreign key (${quote(name)}) references target (id) not valid`,
        );
      }
      const before = await tableNamesOf(db);
      const prevention: Prevention = await assess(parseDatabaseUrl(db.url));
      const script = asSql(prevention);
      await runSql(db, script, folder.path);
      await nothingHappened(db, before, folder.path);
      mustBeSql(script);
      const migration = asDjango(prevention, null);
      runPython(migration, folder.path);
      await nothingHappened(db, before, folder.path);
      expect(migration).not.toMatch(RAW);
    } finally {
      await db.drop();
    }
  });
});
