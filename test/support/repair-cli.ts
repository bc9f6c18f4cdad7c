import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import { runCli, temporaryFolder, type CliOptions, type CliResult } from './cli.ts';

/** A folder with a copy of AUDIT-001 and a store of its own, and the program run in it. */
export interface RepairDesk {
  readonly folder: ReturnType<typeof temporaryFolder>;
  /** Puts the known case back, with a store that knows nothing. */
  reset(): void;
  /** Runs the program on `db.sqlite3` with `store.sqlite3`. */
  run(...args: readonly string[]): CliResult;
  /** Runs it with these arguments and no others. */
  bare(args: readonly string[], options?: CliOptions): CliResult;
  /** Its JSON report. */
  json(...args: readonly string[]): { readonly code: number | null; readonly report: JsonReport };
}

/** What tests look at in a JSON report. */
export interface JsonReport {
  readonly run: { readonly id: string; readonly mode: string; readonly user: { readonly username: string } | null };
  readonly summary: Readonly<Record<string, unknown>> & { readonly repair: Readonly<Record<string, unknown>> | null };
  readonly checks: readonly { readonly id: string; readonly count: number }[];
  readonly changes: readonly JsonChange[];
}

export interface JsonChange {
  readonly check: string;
  readonly table: string;
  readonly operation: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly status: string;
  readonly reason: string | null;
}

/**
 * Sets a desk up for the tests of a file: each begins with the known case, and the folder goes with the last.
 *
 * @param prepare what has been done in the known case before each test; it is done once, and its files are put back
 */
export function repairDesk(prepare: (run: (...args: readonly string[]) => CliResult) => unknown = () => undefined): RepairDesk {
  const folder = temporaryFolder();
  const beginning = folder.file('beginning');
  mkdirSync(beginning);
  runCli(['demo', '--out', 'sample.sqlite3'], { cwd: folder.path });
  copyFileSync(folder.file('sample.sqlite3'), join(beginning, 'db.sqlite3'));
  const bare = (args: readonly string[], options: CliOptions = {}): CliResult => runCli(args, { cwd: folder.path, ...options });
  const run = (...args: readonly string[]): CliResult => {
    const needsDatabase = !['runs', 'show'].includes(args[0] ?? '');
    return bare([
      ...args,
      ...(needsDatabase ? ['--database', 'db.sqlite3'] : []),
      ...(args[0] === 'plan' ? [] : ['--store', 'store.sqlite3']),
    ]);
  };
  const desk: RepairDesk = {
    folder,
    reset() {
      for (const suffix of ['', '-wal', '-shm']) rmSync(folder.file(`store.sqlite3${suffix}`), { force: true });
      for (const name of readdirSync(beginning)) copyFileSync(join(beginning, name), folder.file(name));
    },
    run,
    bare,
    json(...args) {
      const { code, stdout } = run(...args, '--format', 'json');
      return { code, report: JSON.parse(stdout) as JsonReport };
    },
  };
  desk.reset();
  prepare(run);
  for (const name of ['db.sqlite3', 'store.sqlite3', 'plan.json']) {
    if (existsSync(folder.file(name))) copyFileSync(folder.file(name), join(beginning, name));
  }
  beforeEach(() => {
    desk.reset();
  });
  afterAll(() => {
    folder.remove();
  });
  return desk;
}
