/**
 * Measures whole processes against plain SQL in the database's own shell, on the same data, in the same run.
 *
 *   npm run bench -- [--users 500000] [--engines sqlite,postgresql,mariadb] [--runs 3] [--faults 0.01]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mariadbDatabase, postgresDatabase, runSql, sqliteDatabase, type BenchDatabase } from './big-database.ts';
import { best } from './measure.ts';
import { plainCounts, plainRows } from './plain-sql.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '500000' },
    engines: { type: 'string', default: 'sqlite,postgresql,mariadb' },
    runs: { type: 'string', default: '3' },
    faults: { type: 'string', default: '0.01' },
  },
});
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));
const file = join(folder, 'big.sqlite3');
const output = join(folder, 'output');
const tool = [process.execPath, 'dist/peerquest-audit.js'];
const bare = [process.execPath, '-e', '0'];
const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const times = (value: number): string => value.toFixed(2);

try {
  console.log(`Making ${values.users} users …`);
  await best(1, [...tool, 'demo', '--users', values.users, '--fault', values.faults, '--out', file], '', output);
  const startUp = (await best(10, bare, '', output)).seconds;
  const small = join(folder, 'small.sqlite3');
  await best(1, [...tool, 'demo', '--out', small], '', output);
  const smallest = (await best(10, [...tool, '--database', small], '', output)).seconds;
  console.log(
    `\nAUDIT-001, whole process: ${seconds(smallest)}, ${times(smallest / startUp)} times a bare node -e 0 (${seconds(startUp)})\n`,
  );
  row(
    'engine',
    'plain SQL',
    'audit',
    'ratio',
    'peak',
    'rows by plain SQL',
    '--detailed --format json',
    'ratio',
    'peak',
    '--user',
    'of the audit, start-up aside',
  );
  row(...Array.from({ length: 11 }, () => '---'));
  for (const engine of values.engines.split(',')) await measureEngine(await open(engine), startUp);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function open(engine: string): Promise<BenchDatabase> {
  switch (engine) {
    case 'sqlite':
      return sqliteDatabase(file);
    case 'postgresql':
      return postgresDatabase(file);
    case 'mariadb':
      return mariadbDatabase(file);
    default:
      throw new Error(`Unknown engine ${engine}.`);
  }
}

async function measureEngine(database: BenchDatabase, startUp: number): Promise<void> {
  try {
    const { shell, url, engine } = database;
    const audit = [...tool, '--database', url];
    const json = ['--detailed', '--format', 'json', '--output', output];
    const username = runSql(shell, "select username from users_user where username like 'adventurer77%' order by username limit 1;").trim();
    const plain = await best(runs, shell, plainCounts(), output);
    const ours = await best(runs, audit, '', output);
    const plainList = await best(runs, shell, plainRows(), output);
    const ourList = await best(runs, [...audit, ...json], '', `${output}.log`);
    const user = await best(runs, [...audit, '--user', username], '', output);
    const share = Math.max(0, user.seconds - startUp) / (ours.seconds - startUp);
    const peak = ({ peakMb }: { readonly peakMb: number | null }): string => (peakMb === null ? '?' : `${peakMb.toFixed(0)} MB`);
    row(
      engine,
      seconds(plain.seconds),
      seconds(ours.seconds),
      times(ours.seconds / plain.seconds),
      peak(ours),
      seconds(plainList.seconds),
      seconds(ourList.seconds),
      times(ourList.seconds / plainList.seconds),
      peak(ourList),
      seconds(user.seconds),
      times(share),
    );
  } finally {
    await database.stop();
  }
}
