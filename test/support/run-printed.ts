import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TestDatabase } from './databases.ts';

/** Runs a script in the engine's own shell, as a person would. This process goes on meanwhile: its own sessions must be able to end. */
export async function runSql(database: TestDatabase, script: string, folder: string): Promise<void> {
  const file = join(folder, 'script.sql');
  writeFileSync(file, script);
  const [program = '', ...args] = shellOf(database, file);
  const input = openSync(file, 'r');
  try {
    const child = spawn(program, args, { cwd: folder, stdio: [input, 'ignore', 'ignore'] });
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
export function runPython(source: string, folder: string): void {
  mkdirSync(join(folder, 'django/db/models'), { recursive: true });
  writeFileSync(join(folder, 'django/__init__.py'), 'VERSION = (5, 2)\n');
  const stand =
    'class Any:\n  def __init__(self, *a, **k): pass\n  def __getattr__(self, n): return Any\n  def __or__(self, o): return self\n  def __and__(self, o): return self\n  def __invert__(self): return self\n  noop = None\n  def __call__(self, *a, **k): return self\nclass Recorder:\n  Migration = object\n  def __getattr__(self, n): return Any()\nmigrations = Recorder()\nmodels = Recorder()\n';
  writeFileSync(join(folder, 'django/db/__init__.py'), stand);
  writeFileSync(join(folder, 'django/db/models/functions.py'), 'Lower = str\n');
  writeFileSync(join(folder, 'migration.py'), source);
  const { stderr, status } = spawnSync('python3', [join(folder, 'migration.py')], { encoding: 'utf8', cwd: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

/** Runs suggested commands, one by one, in shells in which this program does nothing: what else they would run, they run. */
export function runCommandLines(lines: readonly string[], folder: string): void {
  const script = lines.map((line) => `eval ${quoted(line)}`).join('\n');
  for (const shell of ['bash', 'dash']) {
    const { error } = spawnSync(shell, ['-c', `${script}\n:`], {
      cwd: folder,
      env: { PATH: `${programs(folder)}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8' },
      // bash takes a socket as its input for a remote login, and would run what the account keeps for those.
      stdio: 'ignore',
    });
    expect(error).toBe(undefined);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A folder with programs of the names that suggestions begin with, which do nothing. */
function programs(folder: string): string {
  const path = join(folder, 'programs');
  mkdirSync(path, { recursive: true });
  for (const name of ['peerquest-audit', 'npx', 'node']) writeFileSync(join(path, name), '#!/bin/sh\n:\n', { mode: 0o755 });
  return path;
}

/** The names of all tables of the database. */
export async function tableNamesOf(database: TestDatabase): Promise<readonly string[]> {
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

/** Sees to it that no attack made a table or a file. */
export async function nothingHappened(database: TestDatabase, before: readonly string[], folder: string): Promise<void> {
  // A store may stand in the audited database of a server, and one of the commands asks for it.
  const tables = (await tableNamesOf(database)).filter((name) => !name.startsWith('peerquest_audit_'));
  expect(tables.filter((name) => name === 'injected')).toEqual([]);
  expect(tables.filter((name) => !before.includes(name))).toEqual([]);
  expect(
    readdirSync(folder).filter((name) => name.startsWith('touch')),
    'a file was made',
  ).toEqual([]);
}
