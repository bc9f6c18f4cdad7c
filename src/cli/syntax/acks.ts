import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addFileOptions } from '../file-flags.ts';
import { addEnding } from '../help-ending.ts';
import { addBaselineOption, addDatabaseOptions, addFormatOption, addGlobalOptions, addRedactOption, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { AcksFlags } from '../commands/acks.ts';

/** `acks`: what is acknowledged, by whom, why, until when, and whether it still holds. */
export function addAcksCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('acks')
    .description('list acknowledged findings, and whether each still holds; runs their checks, reads only');
  addEnding(command, { examples: ['peerquest-audit acks', 'peerquest-audit acks --baseline known.json --format json'] });
  addGlobalOptions(addRedactOption(addFormatOption(addDatabaseOptions(addStoreOption(addFileOptions(addBaselineOption(command))))))).action(
    async (flags: AcksFlags) => {
      const { listAcknowledgements } = await import('../commands/acks.ts');
      await listAcknowledgements(flags, terminal);
      terminal.exit(EXIT.clean);
    },
  );
}
