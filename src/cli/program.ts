import { Command, CommanderError } from 'commander';
import { EXIT } from '../model/index.ts';
import { nearest } from '../nearest.ts';
import { toolVersion } from '../tool-version.ts';
import { calledHere } from './other-words.ts';
import { addAckCommand } from './syntax/ack.ts';
import { addAcksCommand } from './syntax/acks.ts';
import { addApplyCommand } from './syntax/apply.ts';
import { addAuditCommand } from './syntax/audit.ts';
import { addChecksCommand } from './syntax/checks.ts';
import { addDemoCommand } from './syntax/demo.ts';
import { addDoctorCommand } from './syntax/doctor.ts';
import { addExplainCommand } from './syntax/explain.ts';
import { addNewCheckCommand } from './syntax/new-check.ts';
import { addPlanCommand } from './syntax/plan.ts';
import { addPreventCommand } from './syntax/prevent.ts';
import { addRepairCommand } from './syntax/repair.ts';
import { addRunsCommand } from './syntax/runs.ts';
import { addShowCommand } from './syntax/show.ts';
import { addTestCommand } from './syntax/test.ts';
import { addUnackCommand } from './syntax/unack.ts';
import { addUndoCommand } from './syntax/undo.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line, which prints to this terminal and tells it the exit code. */
export async function runCommand(argv: readonly string[], standsFor: readonly string[], terminal: Terminal): Promise<void> {
  const program = programWith(terminal);
  refuseUnknownCommand(argv[0] === 'help' ? argv.slice(1) : argv, program);
  await program.parseAsync([...standsFor, ...argv], { from: 'user' });
}

function programWith(terminal: Terminal): Command {
  const program = new Command('peerquest-audit')
    .description('Finds, explains and repairs drift in the records of PeerQuest.')
    .version(toolVersion, '-V, --version', 'print the version')
    .showSuggestionAfterError()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  addAuditCommand(program, terminal);
  addPlanCommand(program, terminal);
  addApplyCommand(program, terminal);
  addUndoCommand(program, terminal);
  addRepairCommand(program, terminal);
  addAckCommand(program, terminal);
  addUnackCommand(program, terminal);
  addAcksCommand(program, terminal);
  addRunsCommand(program, terminal);
  addShowCommand(program, terminal);
  addChecksCommand(program, terminal);
  addExplainCommand(program, terminal);
  addNewCheckCommand(program, terminal);
  addTestCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addPreventCommand(program, terminal);
  addDemoCommand(program, terminal);
  program.addHelpText(
    'after',
    '\nWithout a command, "audit" runs: see "peerquest-audit audit --help" for its flags.\nDocumentation: docs/cli.md',
  );
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program;
}

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
