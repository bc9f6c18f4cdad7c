import { Command } from 'commander';
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
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program;
}
