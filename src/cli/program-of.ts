import { Command, CommanderError } from 'commander';
import { keepSmall } from '../keep-small.ts';
import { fullVersion } from '../tool-version.ts';
import { HEADINGS } from './help-headings.ts';
import { HELP_LAYOUT } from './help-layout.ts';

/** A command line of the commands that are added to it. */
export function programOf(add: (program: Command) => void): Command {
  const program = new Command('peerquest-audit')
    .description('Finds, explains and repairs drift in the records of PeerQuest.')
    .optionsGroup(HEADINGS.general)
    .version(fullVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show the help of a command')
    .configureHelp(HELP_LAYOUT)
    .showSuggestionAfterError()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    .hook('preAction', (_, command) => {
      // An audit sees to it itself, when there is something to hold.
      if (command.name() !== 'audit') keepSmall();
    });
  add(program);
  for (const command of program.commands) {
    command
      .exitOverride((error) => {
        throw hinted(error, command);
      })
      .configureOutput({ writeErr: () => undefined });
  }
  return program;
}

/** A command that only reads the history has no `--database`: there a database goes by what it is called. */
function hinted(error: CommanderError, { options }: Command): CommanderError {
  const isMeant = error.message.startsWith("error: unknown option '--database'") && options.some(({ long }) => long === '--subject');
  if (!isMeant) return error;
  return new CommanderError(
    error.exitCode,
    error.code,
    "unknown option '--database' (this reads the history: --subject NAME says of which database)",
  );
}
