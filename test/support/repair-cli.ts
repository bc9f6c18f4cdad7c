import { copyFileSync, rmSync } from 'node:fs';
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

/** Sets a desk up for the tests of a file: each begins with the known case, and the folder goes with the last. */
export function repairDesk(): RepairDesk {
  const folder = temporaryFolder();
  runCli(['demo', '--out', folder.file('sample.sqlite3')], { cwd: folder.path });
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
      copyFileSync(folder.file('sample.sqlite3'), folder.file('db.sqlite3'));
      for (const suffix of ['', '-wal', '-shm']) rmSync(folder.file(`store.sqlite3${suffix}`), { force: true });
    },
    run,
    bare,
    json(...args) {
      const { code, stdout } = run(...args, '--format', 'json');
      return { code, report: JSON.parse(stdout) as JsonReport };
    },
  };
  beforeEach(() => {
    desk.reset();
  });
  afterAll(() => {
    folder.remove();
  });
  return desk;
}
