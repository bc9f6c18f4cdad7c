/**
 * Measures an audit with all checks (but files) against plain SQL for the same answers: one script in the database's own shell, a
 * counting statement per check and the totals, on the same data, in the same run. Where a count differs there is no ratio, but an error.
 *
 *   npm run bench:all -- [--users 500000] [--engines sqlite,postgresql,mariadb] [--runs 2] [--faults 0.01]
 *                        [--only GROUP] [--by-check] [--file FILE]
 *
 * `--only` takes groups or checks, with commas; `--by-check` times each of them too; `--file` is a SQLite database that "demo --users"
 * has made before. The ratio of two times below a tenth of a second is mostly noise.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mariadbDatabase, postgresDatabase, sqliteDatabase, type BenchDatabase } from './big-database.ts';
import { best, measure, type Measured } from './measure.ts';
import { plainChecks, plainTotals } from './plain-checks.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '500000' },
    engines: { type: 'string', default: 'sqlite,postgresql,mariadb' },
    runs: { type: 'string', default: '2' },
    faults: { type: 'string', default: '0.01' },
    only: { type: 'string' },
    'by-check': { type: 'boolean', default: false },
    file: { type: 'string' },
  },
});
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));
const output = join(folder, 'output');
const report = join(folder, 'report.json');
const tool = [process.execPath, 'dist/peerquest-audit.js'];
const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const head = (...cells: readonly string[]): void => {
  row(...cells);
  row(...cells.map(() => '---'));
};
const seconds = (value: number, digits = 2): string => `${value.toFixed(digits)} s`;

/** What of the tool's report is compared. */
interface Report {
  readonly checks: readonly {
    readonly id: string;
    readonly count: number | null;
    readonly reason: string | null;
    readonly durationMs: number;
  }[];
  readonly summary: Readonly<Record<string, unknown>>;
}

/** The times of one check alone. */
interface Beside {
  readonly id: string;
  readonly plain: number;
  readonly ours: number;
}

const engines: Readonly<Record<string, (file: string) => BenchDatabase | Promise<BenchDatabase>>> = {
  sqlite: sqliteDatabase,
  postgresql: postgresDatabase,
  mariadb: mariadbDatabase,
};

try {
  const file = values.file ?? (await makeDatabase());
  const beside: { readonly engine: string; readonly checks: readonly Beside[] }[] = [];
  head('engine', 'plain SQL', 'all checks', 'ratio (aim 1.5)', 'peak (aim 150 MB)');
  for (const engine of values.engines.split(',')) {
    const open = engines[engine];
    if (open === undefined) throw new Error(`Unknown engine ${engine}.`);
    const database = await open(file);
    try {
      beside.push({ engine, checks: await measureEngine(database) });
    } finally {
      await database.stop();
    }
  }
  if (values['by-check']) for (const { engine, checks } of beside) printByCheck(engine, checks);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function makeDatabase(): Promise<string> {
  const file = join(folder, 'big.sqlite3');
  console.log(`Making ${values.users} users …\n`);
  await measure([...tool, 'demo', '--users', values.users, '--fault', values.faults, '--out', file], '', output);
  return file;
}

async function measureEngine({ engine, url, shell }: BenchDatabase): Promise<readonly Beside[]> {
  const choice = values.only === undefined ? ['--all', '--skip', 'files'] : ['--only', values.only];
  const audit = [...tool, '--database', url, ...choice, '--format', 'json', '--output', report, '--limit', '0', '--fail-on', 'never'];
  const ours: Measured[] = [];
  const reports: Report[] = [];
  for (let run = 0; run < runs; run++) {
    rmSync(report, { force: true });
    ours.push(await measure(audit, '', output));
    reports.push(JSON.parse(readFileSync(report, 'utf8')) as Report);
  }
  const [told] = reports;
  if (told === undefined) throw new Error('--runs must be at least 1.');
  const statements = statementsFor(engine, told);
  const plain = await best(runs, shell, script([...statements.map(({ sql }) => sql), ...plainTotals]), output);
  compare(engine, told, readFileSync(output, 'utf8').trimEnd().split('\n'));
  const whole = Math.min(...ours.map((one) => one.seconds));
  const peak = Math.max(...ours.map(({ peakMb }) => peakMb ?? 0));
  row(engine, seconds(plain.seconds), seconds(whole), (whole / plain.seconds).toFixed(2), `${peak.toFixed(0)} MB`);
  if (!values['by-check']) return [];
  // What the shell needs to start and to connect is no part of a statement's time.
  const idle = (await best(Math.max(runs, 3), shell, script(['select 1']), output)).seconds;
  const beside: Beside[] = [];
  for (const [place, { id, sql }] of statements.entries()) {
    const alone = (await best(runs, shell, script([sql]), output)).seconds - idle;
    const durations = reports.map(({ checks }) => checks[place]?.durationMs ?? Number.NaN);
    beside.push({ id, plain: Math.max(alone, 0), ours: Math.min(...durations) / 1000 });
  }
  return beside;
}

/** The plain statement of each check that the report tells of, in the same order. */
function statementsFor(engine: BenchDatabase['engine'], { checks }: Report): readonly { readonly id: string; readonly sql: string }[] {
  const plain = plainChecks(engine);
  return checks.map(({ id, count, reason }) => {
    const sql = plain[id];
    if (sql === undefined) throw new Error(`bench/plain-checks.ts has no statement for ${id}.`);
    if (count === null) throw new Error(`${id} did not run on ${engine}: ${reason}`);
    return { id, sql };
  });
}

/** Throws unless the shell printed the numbers of the report: figures of two different questions cannot be compared. */
function compare(engine: string, { checks, summary }: Report, lines: readonly string[]): void {
  const expected = [
    ...checks.map(({ id, count }) => ({ what: id, number: String(count) })),
    ...['usersAudited', 'totalApplications', 'totalParticipants', 'totalQuests'].map((what) => ({ what, number: String(summary[what]) })),
  ];
  // The line of the applications has the approved ones in a second column.
  const wrong = expected.flatMap(({ what, number }, place) => {
    const told = lines[place]?.split(/[|\t]/)[0];
    return told === number ? [] : [`${what}: ${number} by the tool, ${told ?? 'nothing'} by plain SQL`];
  });
  if (wrong.length > 0) throw new Error(`The answers differ on ${engine}:\n${wrong.join('\n')}`);
}

function printByCheck(engine: string, checks: readonly Beside[]): void {
  console.log(`\n${engine}\n`);
  head('check', 'plain SQL', 'check', 'ratio');
  for (const { id, plain, ours } of checks) {
    // The report counts whole milliseconds, and a shell's start is not the same twice.
    row(id, seconds(plain, 3), seconds(ours, 3), plain < 0.01 ? '' : (ours / plain).toFixed(2));
  }
}

function script(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n`).join('');
}
