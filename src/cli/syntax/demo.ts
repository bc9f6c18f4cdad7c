import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, DEMO_DEFAULTS, share, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { DemoFlags } from '../commands/demo.ts';

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
      `share of quests, guilds and users to plant a fault in, such as 0.01 or 1% (default: ${DEMO_DEFAULTS.fault}; with --users)`,
      share,
    )
    .option('--seed <n>', `the same seed makes the same database (default: ${DEMO_DEFAULTS.seed}; with --users)`, wholeNumber(0))
    .option('--old-schema', 'as before July 2025: without the unique index on participants, and with duplicates (with --users)')
    .option('--serve', 'a playground: a database with 90 days of history and the dashboard on it, until Ctrl-C; nothing is left behind')
    .option('--port <n>', 'the port of the playground (default: 8787; with --serve)', wholeNumber(1))
    .option('--no-open', 'print the link to the playground, and open no browser (with --serve)')
    .option('--out <file>', 'where to write it; only an earlier sample is replaced', 'peerquest-demo.sqlite3');
  addEnding(command, {
    examples: ['peerquest-audit demo', 'peerquest-audit demo --users 50000 --out big.sqlite3', 'peerquest-audit demo --serve'],
  });
  addGlobalOptions(command).action(async (flags: DemoFlags) => {
    const { runDemo } = await import('../commands/demo.ts');
    terminal.exit(await runDemo(flags, terminal));
  });
}
