import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { DjangoShimFlags } from '../commands/django-shim.ts';

/** `django-shim`: Django commands of the old names that hand their flags to this tool. */
export function addDjangoShimCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('django-shim')
    .description('write the Django commands of the old names, which hand their flags to this tool: what calls manage.py stays as it is')
    .requiredOption('--out <dir>', 'the folder of an application’s commands, such as quests/management/commands')
    .option('--dry-run', 'show what would be written')
    .option('--force', 'replace files that are there, such as the old commands');
  addEnding(addGlobalOptions(command), ENDING);
  command.action(async (flags: DjangoShimFlags) => {
    (await import('../commands/django-shim.ts')).djangoShim(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  exitCodes: '0 written, or there already, 2 the files cannot be written there, 3 other files are there and --force is not given.',
  examples: [
    'peerquest-audit django-shim --out quests/management/commands',
    'peerquest-audit django-shim --out quests/management/commands --dry-run',
  ],
};
