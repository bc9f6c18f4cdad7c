import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { asDjango, asSql, assess, type Prevention } from '../../src/prevent/index.ts';
import type { Proposal } from '../../src/prevent/proposal.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, describeEngines, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { attacks, hostileTexts, RAW } from '../support/hostile-text.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
const PROOF = folder.file('touched');
afterAll(() => {
  folder.remove();
});

/** Runs a script in the engine's own shell, as a person would. This process goes on meanwhile: its own sessions must be able to end. */
async function runScript(database: TestDatabase, script: string): Promise<void> {
  const file = folder.file('script.sql');
  writeFileSync(file, script);
  const [program = '', ...args] = shellOf(database, file);
  const input = openSync(file, 'r');
  try {
    const child = spawn(program, args, { cwd: folder.path, stdio: [input, 'ignore', 'ignore'] });
    await once(child, 'close');
  } finally {
    closeSync(input);
  }
}

function shellOf({ engine, url }: TestDatabase, file: string): readonly string[] {
  if (engine === 'postgresql') return ['psql', '-X', '-q', '-f', file, url];
  if (engine === 'sqlite') return ['sqlite3', url];
  const { hostname, port, username, password, pathname } = new URL(url);
  const account = ['-h', hostname, '-P', port, '-u', username, ...(password === '' ? [] : [`-p${decodeURIComponent(password)}`])];
  return ['mariadb', '--no-defaults', '-f', '--default-character-set=utf8mb4', ...account, pathname.slice(1)];
}

/** Runs a migration with just enough of Django to load it. */
function runPython(source: string): void {
  mkdirSync(folder.file('django/db/models'), { recursive: true });
  writeFileSync(folder.file('django/__init__.py'), 'VERSION = (5, 2)\n');
  const stand =
    'class Any:\n  def __init__(self, *a, **k): pass\n  def __getattr__(self, n): return Any\n  def __or__(self, o): return self\n  def __and__(self, o): return self\n  def __invert__(self): return self\n  noop = None\n  def __call__(self, *a, **k): return self\nclass Recorder:\n  Migration = object\n  def __getattr__(self, n): return Any()\nmigrations = Recorder()\nmodels = Recorder()\n';
  writeFileSync(folder.file('django/db/__init__.py'), stand);
  writeFileSync(folder.file('django/db/models/functions.py'), 'Lower = str\n');
  writeFileSync(folder.file('migration.py'), source);
  const { stderr, status } = spawnSync('python3', [folder.file('migration.py')], { encoding: 'utf8', cwd: folder.path });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

async function nothingHappened(database: TestDatabase, before: readonly string[]): Promise<void> {
  const tables = await tablesOf(database);
  expect(tables.filter((name) => name === 'injected')).toEqual([]);
  expect(tables.filter((name) => !before.includes(name))).toEqual([]);
  expect(existsSync(PROOF), 'a file was made').toBe(false);
  expect(readdirSync(folder.path).filter((name) => name.startsWith('touch'))).toEqual([]);
}

async function tablesOf(database: TestDatabase): Promise<readonly string[]> {
  const { engine } = database;
  const rows = await database.query(
    engine === 'sqlite'
      ? "select name as n from sqlite_master where type = 'table'"
      : engine === 'postgresql'
        ? 'select relname as n from pg_class where relkind = $$r$$ and relnamespace = $$public$$::regnamespace'
        : 'select table_name as n from information_schema.tables where table_schema = database()',
  );
  return rows.map((row) => String(row['n']));
}

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
    const before = await tablesOf(db);
    const prevention = await assess(parseDatabaseUrl(db.url), {
      tables: proposals.map(({ spec }) => spec.table),
      proposals: () => proposals,
    });
    const states = new Set(prevention.assessments.map(({ state }) => state));
    expect([...states]).toEqual(expect.arrayContaining(['ready', 'blocked', 'odd-name']));
    const script = asSql(prevention);
    mustBeSql(script);
    await runScript(db, script);
    await nothingHappened(db, before);
    const migration = asDjango(prevention, null);
    expect(migration).not.toMatch(RAW);
    runPython(migration);
    await nothingHappened(db, before);
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
      const before = await tablesOf(db);
      const prevention: Prevention = await assess(parseDatabaseUrl(db.url));
      const script = asSql(prevention);
      await runScript(db, script);
      await nothingHappened(db, before);
      mustBeSql(script);
      const migration = asDjango(prevention, null);
      runPython(migration);
      await nothingHappened(db, before);
      expect(migration).not.toMatch(RAW);
    } finally {
      await db.drop();
    }
  });
});
