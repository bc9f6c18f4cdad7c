import type { Command } from 'commander';
import { audit } from '../../audit/index.ts';
import { allChecks, chooseChecks } from '../../checks/index.ts';
import { findDatabase } from '../../config/index.ts';
import { type DatabaseAddress, type ReadSession } from '../../database/index.ts';
import { EXIT, exitCode, type Acknowledgement, type RunResult } from '../../model/index.ts';
import type { ReportOptions } from '../../report/index.ts';
import { acknowledgementsToReport } from '../acknowledgements.ts';
import { withManifest } from '../file-options.ts';
import { onReadingInterrupt } from '../interrupt.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addScopeOptions, addWritingOptions } from '../options.ts';
import { readSettings } from '../read-settings.ts';
import { refuseOverwriting } from '../refuse-overwriting.ts';
import { reportEvents } from '../report-events.ts';
import { resolveOptions, targetOf, type ResolvedOptions } from '../resolve-options.ts';
import { runRepair, warnOfIncomplete, type RepairFlags } from '../run-repair.ts';
import { sayWhere } from '../say-where.ts';
import type { Terminal } from '../terminal.ts';

interface AuditFlags extends RepairFlags {
  readonly fixIssues?: boolean;
  readonly dryRun?: boolean;
}

/** `audit`, the default command. */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('audit', { isDefault: true })
    .description(
      'find drift between applications, participants and quests, with --all wherever else it can arise; reads only, unless --fix-issues is given (the default command)',
    );
  addReportOptions(addScopeOptions(command))
    .option('--fix-issues', 'repair what can be repaired automatically, then audit again')
    .option('--dry-run', 'with --fix-issues: show what would be repaired')
    .option('--certain-only', 'with --fix-issues: leave out approvals of people who may have left')
    .option('--repair-balances', 'replace gold balances that differ from the sum of the transactions');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(command)));
  command.addHelpText('after', HELP);
  command.action(async (flags: AuditFlags) => {
    terminal.exit(await runAudit(flags, terminal));
  });
}

const HELP = `
Exit codes: 0 nothing remains, 1 issues remain (--fail-on decides which), 2 the run failed or was misused, 3 refused before anything was touched,
130 interrupted (Ctrl-C, SIGTERM, SIGHUP).

Examples:
  peerquest-audit --database db.sqlite3
  peerquest-audit --detailed --user student2
  peerquest-audit --fix-issues --dry-run
  peerquest-audit --fix-issues --yes --max-changes 5000
  peerquest-audit --database env:MYSQL_PUBLIC_URL --format json --output audit.json
  peerquest-audit --only quest-status,quest-assignment
  peerquest-audit --all --fail-on critical`;

async function runAudit(flags: AuditFlags, terminal: Terminal): Promise<number> {
  if (flags.fixIssues === true) {
    return runRepair(flags, { dryRun: flags.dryRun ?? false, savedPlan: null, planFile: null, duplicates: null, command: null }, terminal);
  }
  if (flags.dryRun === true) terminal.warn('--dry-run is only meaningful with --fix-issues: this is an audit, which changes nothing.');
  if (flags.repairBalances === true)
    terminal.warn('--repair-balances is only meaningful with --fix-issues: this is an audit, which changes nothing.');
  const settings = await readSettings(flags);
  const options = resolveOptions(flags, settings);
  // A mistyped check is told before anybody waits for a connection.
  chooseChecks(options.only, options.skip, allChecks(options.ownChecks));
  const found = await findDatabase(flags, settings, process.env);
  const { address } = found;
  await refuseOverwriting({ '--output': options.output }, { address, flags, settings });
  if (flags.debug === true) await sayWhere(found, flags, settings, terminal);
  const acknowledged = await acknowledgementsToReport(flags, settings, address, terminal);
  const files = await withManifest(options.files, flags.store, settings, address);
  const result = await auditAndReport(address, { ...options, files, acknowledged }, terminal, targetOf(flags));
  if (result === null) return EXIT.interrupted;
  const code = exitCode(result, options.failOn);
  warnOfIncomplete(result, code, terminal);
  return code;
}

/** Runs the audit and hands its report over; null, after a word, when it was interrupted. */
export async function auditAndReport(
  address: DatabaseAddress,
  options: ResolvedOptions & { readonly acknowledged?: readonly Acknowledgement[] },
  terminal: Terminal,
  target: ReportOptions['target'],
): Promise<RunResult | null> {
  let session: ReadSession | null = null;
  const interrupted = (): void => {
    terminal.warn('Interrupted; an audit changes nothing.');
  };
  const interrupt = onReadingInterrupt(address, () => session?.cancel() ?? null, interrupted);
  const events = () => audit(address, { ...options, onSession: (opened) => (session = opened) });
  try {
    const result = await reportEvents({ events, stopped: () => interrupt?.happened() === true }, options, terminal, target);
    if (result === null) interrupted();
    return result;
  } finally {
    interrupt?.release();
  }
}
