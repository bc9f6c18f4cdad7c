import { Option, type Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addScopeOptions, addWritingOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { AuditFlags } from '../commands/audit.ts';

/** `audit`, the default command. */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('audit', { isDefault: true })
    .description(
      'find drift between applications, participants and quests, with --all wherever else it can arise; reads only, unless --fix-issues is given (the default command)',
    );
  addReportOptions(addScopeOptions(command))
    .addOption(
      new Option('--fail-fast', 'end after the first check that finds something that makes the exit code 1').conflicts('fixIssues'),
    )
    .option('--notify', 'tell the channels of the configuration file what this run has changed (docs/alerts.md)')
    .optionsGroup(HEADINGS.repair)
    .option('--fix-issues', 'repair what can be repaired automatically, then audit again')
    .option('--dry-run', 'with --fix-issues: show what would be repaired')
    .option('--certain-only', 'with --fix-issues: leave out approvals of people who may have left')
    .option('--repair-balances', 'replace gold balances that differ from the sum of the transactions');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(command)));
  addEnding(command, ENDING);
  command.action(async (flags: AuditFlags) => {
    const { runAudit } = await import('../commands/audit.ts');
    terminal.exit(await runAudit(flags, terminal));
  });
}

const ENDING = {
  exitCodes:
    '0 nothing remains, 1 issues remain (--fail-on decides which), 2 the run failed or was misused, 3 refused before anything was touched, 130 interrupted (Ctrl-C, SIGTERM, SIGHUP).',
  examples: [
    'peerquest-audit --database db.sqlite3',
    'peerquest-audit --detailed --user student2',
    'peerquest-audit --fix-issues --dry-run',
    'peerquest-audit --fix-issues --yes --max-changes 5000',
    'peerquest-audit --database env:MYSQL_PUBLIC_URL --format json --output audit.json',
    'peerquest-audit --only quest-status,quest-assignment',
    'peerquest-audit --all --fail-on critical',
  ],
};
