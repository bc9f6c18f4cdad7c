import { Argument, Option, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { TokenFlags } from '../commands/token.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addGlobalOptions, listOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

const DAYS = 90;

/** `token`: what machines come with. */
export function addTokenCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('token')
    .description('make, list or revoke the tokens with which machines use the HTTP API; a token is shown once')
    .addArgument(new Argument('<action>', 'what to do').choices(['create', 'list', 'revoke']))
    .argument('[name]', 'what to call it, or which one to revoke: its name, or the beginning of its id')
    .optionsGroup(HEADINGS.service)
    .addOption(new Option('--role <role>', 'what it may do').choices(['viewer', 'operator', 'admin']).default('viewer'))
    .option('--days <n>', 'how long it holds', wholeNumber(1), DAYS)
    .addOption(listOption('--only <databases>', 'the databases that it may see, by their names (comma-separated; default: all)'));
  addGlobalOptions(addReadingOptions(command));
  addEnding(command, {
    note: 'The store keeps only a hash of a token. docs/http-api.md says how to send one.',
    examples: [
      'peerquest-audit token create grafana',
      'peerquest-audit token create ci --role operator --days 30',
      'peerquest-audit token revoke ci',
    ],
  });
  command.action(async (action: 'create' | 'list' | 'revoke', name: string | undefined, flags: TokenFlags) => {
    const { runToken } = await import('../commands/token.ts');
    await runToken(action, name, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
