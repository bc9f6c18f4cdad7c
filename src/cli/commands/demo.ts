import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileAddress } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { EXIT, printable, shellWord } from '../../model/index.ts';
import { calledAs } from '../called-as.ts';
import { InterruptedError, onInterrupt } from '../interrupt.ts';
import { DEMO_DEFAULTS, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { resolveOptions, repeatedFlags } from '../resolve-options.ts';
import { auditAndReport } from './audit.ts';

/** Flags of `demo`. */
export interface DemoFlags extends GlobalFlags {
  readonly users?: number;
  readonly fault?: number;
  readonly seed?: number;
  readonly oldSchema?: boolean;
  readonly serve?: boolean;
  readonly port?: number;
  /** False for --no-open. */
  readonly open: boolean;
  readonly out: string;
}

/** Makes the sample database that the flags ask for. */
export async function runDemo(flags: DemoFlags, terminal: Terminal): Promise<number> {
  if (flags.serve === true) {
    const { servePlayground } = await import('./playground.ts');
    return await servePlayground(flags, terminal);
  }
  if (flags.port !== undefined) throw new UsageError('CONFLICTING_FLAGS', '--port goes with --serve: only the playground listens.');
  if (!flags.open) throw new UsageError('CONFLICTING_FLAGS', '--no-open goes with --serve: only the playground opens a browser.');
  return flags.users === undefined ? await knownCase(flags, terminal) : await generated(flags, flags.users, terminal);
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
  await auditAndReport(fileAddress(flags.out), { ...options, kept: null }, {}, terminal, repeatedFlags({ database: flags.out }));
  terminal.print(
    `\nThat was the case of July 2025, in ${printable(flags.out)}. Try: ${calledAs()} --database ${shellWord(flags.out)} --user student2 --detailed`,
  );
  return EXIT.clean;
}

async function generated(flags: DemoFlags, users: number, terminal: Terminal): Promise<number> {
  const { generating, peerquestTables, writingDatabase } = await import('../../demo/index.ts');
  const options = {
    users,
    faultRate: flags.fault ?? DEMO_DEFAULTS.fault,
    seed: flags.seed ?? DEMO_DEFAULTS.seed,
    oldSchema: flags.oldSchema ?? false,
  };
  const rows = new Map<string, number>();
  const planted = await unlessInterrupted(
    writingDatabase(flags.out, options.oldSchema, (sink) =>
      generating(options, (table, added) => {
        rows.set(table, (rows.get(table) ?? 0) + added.length);
        sink(table, added);
      }),
    ),
  );
  terminal.print(`Wrote ${printable(flags.out)} (seed ${options.seed}):`);
  for (const { name } of peerquestTables) terminal.print(`  ${String(rows.get(name) ?? 0).padStart(9)}  ${name}`);
  terminal.print('Planted faults:');
  let total = 0;
  for (const [{ check, cause }, count] of planted) {
    if (count === 0) continue;
    total += count;
    terminal.print(`  ${String(count).padStart(9)}  ${check}${cause === null ? '' : ` (${cause})`}`);
  }
  terminal.print(`  ${String(total).padStart(9)}  in all\nNext: ${calledAs()} --database ${shellWord(flags.out)} --all`);
  return EXIT.clean;
}

/**
 * Takes the steps of something that a signal may end between two of them, when it has put away what it has begun.
 *
 * @throws InterruptedError when a signal came
 */
async function unlessInterrupted<T>(steps: Generator<void, T>): Promise<T> {
  const interrupt = onInterrupt(() => void steps.return(undefined as T));
  try {
    for (;;) {
      if (interrupt.happened()) throw new InterruptedError('Interrupted: no sample database was written.');
      const next = steps.next();
      if (next.done === true) return next.value;
      // Signals are heard between two turns.
      await nextTurn();
    }
  } finally {
    interrupt.release();
  }
}
