import { UsageError } from '../errors.ts';
import { djangoArguments } from './django-arguments.ts';
import { watchEndings } from './endings.ts';
import { explainError } from './explain-error.ts';
import { endAsFirstProcess } from './interrupt.ts';
import { processTerminal } from './terminal.ts';

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
  const terminal = processTerminal();
  const debug = given.includes('--debug');
  const ended = watchEndings(terminal, debug);
  endAsFirstProcess();
  try {
    const { argv, ignored } = asDjangoCommand ? djangoArguments(given) : { argv: given, ignored: [] };
    if (ignored.length > 0) terminal.warn(`${ignored.join(', ')} has no meaning outside Django and is ignored.`);
    refuseOtherChecks(standsFor, argv);
    const { runCommandLine } = await import('./command-line.ts');
    await runCommandLine(argv, standsFor, terminal);
  } catch (error) {
    terminal.exit(explainError(error, terminal, debug));
  }
  ended();
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
