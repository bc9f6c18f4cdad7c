import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { EXIT, shellWord, withoutControls } from '../../model/index.ts';
import { addGlobalOptions, share, wholeNumber, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { resolveOptions, targetOf } from '../resolve-options.ts';
import { auditAndReport } from './audit.ts';

interface DemoFlags extends GlobalFlags {
  readonly users?: number;
  readonly fault?: number;
  readonly seed?: number;
  readonly oldSchema?: boolean;
  readonly out: string;
}

const DEFAULTS = { fault: 0.01, seed: 1 };

/** `demo`: a sample database, the known case of July 2025 or one of any size. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('demo')
    .description(
      'make a sample database: the five issues of July 2025 and their audit, or, with --users, one of any size with known faults',
    )
    .option(
      '--users <n>',
      'generate a database with this many users, twice as many quests and participants, four times as many applications, and all that belongs to them',
      wholeNumber(5),
    )
    .option(
      '--fault <rate>',
      `share of quests, guilds and users to plant a fault in, such as 0.01 or 1% (default: ${DEFAULTS.fault}; with --users)`,
      share,
    )
    .option('--seed <n>', `the same seed makes the same database (default: ${DEFAULTS.seed}; with --users)`, wholeNumber(0))
    .option('--old-schema', 'as before July 2025: without the unique index on participants, and with duplicates (with --users)')
    .option('--out <file>', 'where to write it; only an earlier sample is replaced', 'peerquest-demo.sqlite3');
  addGlobalOptions(command).action(async (flags: DemoFlags) => {
    terminal.exit(flags.users === undefined ? await knownCase(flags, terminal) : await generated(flags, flags.users, terminal));
  });
}

/** Writes AUDIT-001 and audits it. The issues are the point: the demo itself has succeeded. */
async function knownCase(flags: DemoFlags, terminal: Terminal): Promise<number> {
  if (flags.fault !== undefined || flags.seed !== undefined || flags.oldSchema === true) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      '--fault, --seed and --old-schema go with --users: without it the demo is the known case of July 2025.',
    );
  }
  const { audit001, writeDatabase } = await import('../../demo/index.ts');
  writeDatabase(flags.out, false, (sink) => {
    for (const [table, rows] of audit001) sink(table, rows);
  });
  // Not by way of the configuration file: the demo is the same everywhere.
  const options = resolveOptions({ detailed: true, color: flags.color, progress: false }, {});
  await auditAndReport({ engine: 'sqlite', file: flags.out }, options, terminal, targetOf({ database: flags.out }));
  terminal.print(
    `\nThat was the case of July 2025, in ${withoutControls(flags.out)}. Try: npx peerquest-audit --database ${shellWord(flags.out)} --user student2 --detailed`,
  );
  return EXIT.clean;
}

async function generated(flags: DemoFlags, users: number, terminal: Terminal): Promise<number> {
  const { generate, peerquestTables, writeDatabase } = await import('../../demo/index.ts');
  const options = {
    users,
    faultRate: flags.fault ?? DEFAULTS.fault,
    seed: flags.seed ?? DEFAULTS.seed,
    oldSchema: flags.oldSchema ?? false,
  };
  const rows = new Map<string, number>();
  const planted = writeDatabase(flags.out, options.oldSchema, (sink) =>
    generate(options, (table, added) => {
      rows.set(table, (rows.get(table) ?? 0) + added.length);
      sink(table, added);
    }),
  );
  terminal.print(`Wrote ${withoutControls(flags.out)} (seed ${options.seed}):`);
  for (const { name } of peerquestTables) terminal.print(`  ${String(rows.get(name) ?? 0).padStart(9)}  ${name}`);
  terminal.print('Planted faults:');
  let total = 0;
  for (const [{ check, cause }, count] of planted) {
    if (count === 0) continue;
    total += count;
    terminal.print(`  ${String(count).padStart(9)}  ${check}${cause === null ? '' : ` (${cause})`}`);
  }
  terminal.print(`  ${String(total).padStart(9)}  in all\nNext: peerquest-audit --database ${shellWord(flags.out)} --all`);
  return EXIT.clean;
}
