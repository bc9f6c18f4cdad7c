import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addFileOptions } from '../file-flags.ts';
import { addEnding } from '../help-ending.ts';
import { addBaselineOption, addDatabaseOptions, addGlobalOptions, addRedactOption, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { UnackFlags } from '../commands/unack.ts';

/** `unack`: takes acknowledgements back; their findings count again. */
export function addUnackCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('unack')
    .argument('[finding...]', 'acknowledged findings: fingerprints, the beginnings of them, or CHECK:KEY, as "acks" lists them')
    .description('take acknowledgements back: their findings count again')
    .option('--obsolete', 'remove the acknowledgements whose finding is gone; runs their checks');
  addEnding(command, { examples: ['peerquest-audit unack quest-status:5', 'peerquest-audit unack --obsolete'] });
  addGlobalOptions(addRedactOption(addDatabaseOptions(addStoreOption(addFileOptions(addBaselineOption(command)))))).action(
    async (names: readonly string[], flags: UnackFlags) => {
      const { takeBack } = await import('../commands/unack.ts');
      await takeBack(names, flags, terminal);
      terminal.exit(EXIT.clean);
    },
  );
}
