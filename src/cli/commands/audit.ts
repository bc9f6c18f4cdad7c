import type { Command } from 'commander';
import { Option } from 'commander';
import picocolors from 'picocolors';
import { audit, type AuditOptions } from '../../audit/index.ts';
import { chooseChecks } from '../../checks/index.ts';
import { findDatabase, readConfigFile, type Settings } from '../../config/index.ts';
import type { DatabaseAddress, ReadSession } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import type { RunResult } from '../../model/index.ts';
import { jsonReporter, textReporter, type Reporter, type TextOptions } from '../../report/index.ts';
import { EXIT, exitCode } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import { addDatabaseOptions, addGlobalOptions, listOption, wholeNumber, type DatabaseFlags, type GlobalFlags } from '../options.ts';
import { fileOutput, streamOutput } from '../output.ts';
import { noProgress, terminalProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface AuditFlags extends DatabaseFlags, GlobalFlags {
  readonly detailed?: boolean;
  readonly user?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly includeDropped?: boolean;
  readonly limit?: number;
  readonly format?: 'text' | 'json';
  readonly output?: string;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly fixIssues?: boolean;
  readonly dryRun?: boolean;
}

/** `audit`, the default command. */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('audit', { isDefault: true })
    .description('find drift between applications, participants and quests; reads only (the default command)')
    .option('--detailed', 'show every finding; without it a phase shows its count')
    .option('--user <name>', 'only this user’s rows, and the quests on which the user has a participant row')
    .addOption(listOption('--only <ids>', 'run only these checks or groups (comma-separated)'))
    .addOption(listOption('--skip <ids>', 'leave these checks or groups out (comma-separated)'))
    .option('--include-dropped', 'count dropped participants without an approved application in phase 2 too')
    .option('--limit <n>', 'list at most this many findings per check; implies --detailed', wholeNumber(0))
    .addOption(new Option('--format <format>', 'how to report (default: text)').choices(['text', 'json']))
    .option('--output <file>', 'write the report to a file, where it appears when it is whole; - is stdout')
    .option('--quiet', 'only the summary')
    .option('--no-progress', 'no progress bar')
    .option('--fix-issues', 'repair what can be repaired (not in this version: see the CHANGELOG)')
    .option('--dry-run', 'with --fix-issues: show what would be repaired');
  addGlobalOptions(addDatabaseOptions(command));
  command.addHelpText('after', HELP);
  command.action(async (flags: AuditFlags) => {
    terminal.exit(await runAudit(flags, terminal));
  });
}

const HELP = `
Exit codes: 0 nothing found, 1 issues found, 2 the audit failed or was misused, 130 interrupted.

Examples:
  peerquest-audit --database db.sqlite3
  peerquest-audit --detailed --user student2
  peerquest-audit --database env:MYSQL_PUBLIC_URL --format json --output audit.json
  peerquest-audit --only quest-status,quest-assignment`;

async function runAudit(flags: AuditFlags, terminal: Terminal): Promise<number> {
  if (flags.fixIssues === true) {
    throw new UsageError(
      'NOT_YET',
      'Repair (--fix-issues) is coming in a later version: this one only audits, so leave the flag out; "peerquest-audit explain CHECK" tells what to do about a finding.',
    );
  }
  if (flags.dryRun === true) terminal.warn('--dry-run is only meaningful with --fix-issues: this is an audit, which changes nothing.');
  const settings = await readConfigFile(flags.config ?? null);
  const options = resolveOptions(flags, settings);
  // A mistyped check is told before anybody waits for a connection.
  chooseChecks(options.only, options.skip);
  const { address } = await findDatabase(flags.database ?? null, settings.database ?? null, process.env);
  const result = await auditAndReport(address, options, terminal, targetOf(flags));
  if (result !== null) return finish(result, terminal);
  terminal.warn('Interrupted; an audit changes nothing.');
  return EXIT.interrupted;
}

/**
 * What to audit and how to report it: a flag beats the configuration file, which beats the default.
 *
 * @throws UsageError for flags that contradict each other
 */
export function resolveOptions(flags: AuditFlags, settings: Settings) {
  const wantsList = flags.detailed === true || flags.limit !== undefined;
  if (flags.quiet === true && wantsList) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      '--quiet shows only the summary, --detailed and --limit list findings: leave one of them out.',
    );
  }
  const limit = flags.limit ?? settings.limit ?? null;
  const output = flags.output ?? settings.output ?? '-';
  const format = flags.format ?? settings.format ?? 'text';
  const quiet = flags.quiet ?? (wantsList ? false : (settings.quiet ?? false));
  const detailed = wantsList || (settings.detailed ?? limit !== null);
  return {
    limit,
    format,
    quiet,
    // Programs get every finding, as the format promises; people ask for them.
    list: (format === 'json' || (detailed && !quiet)) && limit !== 0,
    only: flags.only ?? settings.only ?? null,
    skip: flags.skip ?? settings.skip ?? [],
    user: flags.user ?? null,
    includeDropped: flags.includeDropped ?? settings.includeDropped ?? false,
    output: output === '-' || output === '/dev/stdout' ? null : output,
    color: flags.color && settings.color !== false,
    progress: flags.progress && settings.progress !== false && !quiet,
  };
}

type ResolvedOptions = ReturnType<typeof resolveOptions>;

/** Runs the audit and hands its report over; null when it was interrupted. */
export async function auditAndReport(
  address: DatabaseAddress,
  options: ResolvedOptions,
  terminal: Terminal,
  target: TextOptions['target'],
): Promise<RunResult | null> {
  const output = options.output === null ? streamOutput(terminal.stdout) : fileOutput(options.output);
  const progress = options.progress && terminal.isInteractive ? terminalProgress() : noProgress;
  const reporter = reporterFor(options, terminal, target);
  let session: ReadSession | null = null;
  // The embedded engine holds this thread: there the signal's default, which ends the process at once, is the right one.
  const interrupt = address.engine === 'sqlite' ? null : onInterrupt(async () => session?.cancel());
  const auditOptions: AuditOptions = { ...options, onSession: (opened) => (session = opened) };
  let result: RunResult | null = null;
  try {
    for await (const event of audit(address, auditOptions)) {
      if (interrupt?.happened() === true) break;
      progress.show(event);
      output.write(reporter.write(event));
      if (event.type === 'run-finished') result = event.result;
    }
  } catch (error) {
    await progress.stop();
    output.discard();
    if (interrupt?.happened() === true) return null;
    throw error;
  } finally {
    interrupt?.release();
  }
  await progress.stop();
  if (result === null) output.discard();
  else await output.finish();
  return result;
}

function reporterFor({ format, output, color, quiet }: ResolvedOptions, terminal: Terminal, target: TextOptions['target']): Reporter {
  if (format === 'json') return jsonReporter();
  return textReporter({
    colors: picocolors.createColors(color && output === null && terminal.hasColors),
    target,
    quiet,
  });
}

function finish(result: RunResult, terminal: Terminal): number {
  const code = exitCode(result);
  if (code === EXIT.failed) {
    const reasons = result.checks.filter(({ count }) => count === null).map(({ check, reason }) => `${check.id} did not run (${reason})`);
    terminal.warn(`The audit is incomplete: ${reasons.join('; ')}; "peerquest-audit doctor" tells more.`);
  }
  return code;
}

/** The flags that say what is looked at, for hints. A server's URL is left out, as it may hold a password. */
export function targetOf({ database, user }: Pick<AuditFlags, 'database' | 'user'>): TextOptions['target'] {
  const quote = (text: string): string => (/^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const isServer = database !== undefined && /^[a-z0-9+]+:\/\//i.test(database) && !/^sqlite/i.test(database);
  return {
    database: database === undefined ? '' : ` --database ${isServer ? 'URL' : quote(database)}`,
    user: user === undefined ? '' : ` --user ${quote(user)}`,
  };
}
