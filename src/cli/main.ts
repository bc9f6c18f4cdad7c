import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { EXIT } from '../model/index.ts';
import { nearest } from '../nearest.ts';
import { toolVersion } from '../tool-version.ts';
import { addAckCommand } from './commands/ack.ts';
import { addAcksCommand } from './commands/acks.ts';
import { addApplyCommand } from './commands/apply.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addChecksCommand } from './commands/checks.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addNewCheckCommand } from './commands/new-check.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPreventCommand } from './commands/prevent.ts';
import { addRepairCommand } from './commands/repair.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addShowCommand } from './commands/show.ts';
import { addUnackCommand } from './commands/unack.ts';
import { addUndoCommand } from './commands/undo.ts';
import { djangoArguments } from './django-arguments.ts';
import { watchEndings } from './endings.ts';
import { explainError } from './explain-error.ts';
import { endAsFirstProcess } from './interrupt.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** How the program was called. */
export interface Invocation {
  /** True for the names of Django's commands: options that every one of them has are understood too. */
  readonly asDjangoCommand: boolean;
  /** Arguments that the name of the program stands for. */
  readonly standsFor: readonly string[];
}

/** The command line: reads argv, prints, sets the exit code. Nothing else in the program does any of these. */
export async function main({ asDjangoCommand, standsFor }: Invocation): Promise<void> {
  const given = process.argv.slice(2);
  // The command line may hold a password: from here on it does not show in the list of processes.
  process.title = 'peerquest-audit';
  // Rows live for a moment only: a young generation that does not grow keeps 40 MB of them from piling up.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What outlives that is let go before it has doubled: a repair's rows would otherwise wait in 400 MB for a collection.
  setFlagsFromString('--heap-growing-percent=20');
  const terminal = processTerminal();
  const debug = given.includes('--debug');
  const ended = watchEndings(terminal, debug);
  endAsFirstProcess();
  try {
    const { argv, ignored } = asDjangoCommand ? djangoArguments(given) : { argv: given, ignored: [] };
    if (ignored.length > 0) terminal.warn(`${ignored.join(', ')} has no meaning outside Django and is ignored.`);
    refuseOtherChecks(standsFor, argv);
    await runCommand(argv, standsFor, terminal);
  } catch (error) {
    terminal.exit(explainError(error, terminal, debug));
  }
  ended();
}

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

/** A name that stands for one check takes no other. */
function refuseOtherChecks(standsFor: readonly string[], argv: readonly string[]): void {
  const [, check = ''] = standsFor;
  const other = argv.find((argument) => /^--(all|only|skip|fix-issues)(=|$)/.test(argument));
  if (check === '' || other === undefined) return;
  throw new UsageError(
    'CONFLICTING_FLAGS',
    `This command repairs ${check} and nothing else: leave ${other.split('=')[0]} out, or use "peerquest-audit".`,
  );
}

/** A first word that is no command would be taken for an argument of `audit`: say what it is instead. */
function refuseUnknownCommand([first]: readonly string[], program: Command): void {
  if (first === undefined || first.startsWith('-')) return;
  const names = [...program.commands.map((command) => command.name()), 'help'];
  if (names.includes(first)) return;
  const [near] = nearest(first, names);
  throw new CommanderError(
    EXIT.failed,
    'unknown-command',
    `There is no command "${first}": ${near === undefined ? 'see "peerquest-audit --help".' : `did you mean "${near}"?`}`,
  );
}
