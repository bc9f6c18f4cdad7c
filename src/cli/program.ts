import { CommanderError, type Command } from 'commander';
import { EXIT } from '../model/index.ts';
import { nearest } from '../nearest.ts';
import { commandFirst } from './command-first.ts';
import { addEnding } from './help-ending.ts';
import { calledHere } from './other-words.ts';
import { programOf } from './program-of.ts';
import { addAckCommand } from './syntax/ack.ts';
import { addAcksCommand } from './syntax/acks.ts';
import { addAlertCommand } from './syntax/alert.ts';
import { addApplyCommand } from './syntax/apply.ts';
import { addAuditCommand } from './syntax/audit.ts';
import { addBackupCommand } from './syntax/backup.ts';
import { addChecksCommand } from './syntax/checks.ts';
import { addCompareCommand } from './syntax/compare.ts';
import { addCompletionCommand } from './syntax/completion.ts';
import { addDemoCommand } from './syntax/demo.ts';
import { addDjangoShimCommand } from './syntax/django-shim.ts';
import { addDoctorCommand } from './syntax/doctor.ts';
import { addExplainCommand } from './syntax/explain.ts';
import { addFindingsCommand } from './syntax/findings.ts';
import { addHashPasswordCommand } from './syntax/hash-password.ts';
import { addHealthCommand } from './syntax/health.ts';
import { addHistoryCommand } from './syntax/history.ts';
import { addInitCommand } from './syntax/init.ts';
import { addNewCheckCommand } from './syntax/new-check.ts';
import { addPlanCommand } from './syntax/plan.ts';
import { addPreventCommand } from './syntax/prevent.ts';
import { addProbeCommand } from './syntax/probe.ts';
import { addPruneCommand } from './syntax/prune.ts';
import { addRepairCommand } from './syntax/repair.ts';
import { addReportCommand } from './syntax/report.ts';
import { addRunsCommand } from './syntax/runs.ts';
import { addScheduleCommand } from './syntax/schedule.ts';
import { addServeCommand } from './syntax/serve.ts';
import { addShowCommand } from './syntax/show.ts';
import { addSummaryCommand } from './syntax/summary.ts';
import { addTestCommand } from './syntax/test.ts';
import { addTokenCommand } from './syntax/token.ts';
import { addTrendCommand } from './syntax/trend.ts';
import { addUnackCommand } from './syntax/unack.ts';
import { addUndoCommand } from './syntax/undo.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line, which prints to this terminal and tells it the exit code. */
export async function runCommand(argv: readonly string[], standsFor: readonly string[], terminal: Terminal): Promise<void> {
  const program = programWith(terminal);
  const ordered = commandFirst(argv, program);
  refuseUnknownCommand(ordered[0] === 'help' ? ordered.slice(1) : ordered, program);
  await program.parseAsync([...standsFor, ...ordered], { from: 'user' });
}

/** The whole command line: every command with its flags. */
export function programWith(terminal: Terminal): Command {
  return programOf((program) => {
    for (const [heading, commands] of COMMANDS) {
      program.commandsGroup(heading);
      for (const add of commands) add(program, terminal);
    }
    program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
    addCompletionCommand(program, terminal);
    addEnding(program, {
      note: 'Without a command, "audit" runs: see "peerquest-audit audit --help" for its flags. Documentation: docs/cli.md',
    });
  });
}

/** The commands, under what help lists them. */
const COMMANDS = [
  ['Look:', [addAuditCommand, addExplainCommand, addChecksCommand, addDoctorCommand]],
  ['Repair and undo:', [addPlanCommand, addApplyCommand, addRepairCommand, addUndoCommand]],
  [
    'History:',
    [
      addRunsCommand,
      addShowCommand,
      addReportCommand,
      addTrendCommand,
      addFindingsCommand,
      addHistoryCommand,
      addSummaryCommand,
      addCompareCommand,
      addPruneCommand,
    ],
  ],
  [
    'Keep it running:',
    [
      addServeCommand,
      addHealthCommand,
      addScheduleCommand,
      addProbeCommand,
      addAlertCommand,
      addBackupCommand,
      addHashPasswordCommand,
      addTokenCommand,
    ],
  ],
  ['Findings that are known:', [addAckCommand, addUnackCommand, addAcksCommand]],
  ['Prepare and prevent:', [addInitCommand, addDemoCommand, addNewCheckCommand, addTestCommand, addPreventCommand, addDjangoShimCommand]],
] as const;

/** A first word that is no command would be taken for an argument of `audit`: say what it is instead. */
function refuseUnknownCommand([first]: readonly string[], program: Command): void {
  if (first === undefined || first.startsWith('-')) return;
  const names = [...program.commands.map((command) => command.name()), 'help'];
  if (names.includes(first)) return;
  const near = calledHere(first) ?? nearest(first, names)[0];
  throw new CommanderError(
    EXIT.failed,
    'unknown-command',
    `There is no command "${first}": ${near === undefined ? 'see "peerquest-audit --help".' : `did you mean "${near}"?`}`,
  );
}
