import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { addConfigOption, addFormatOption, addGlobalOptions, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ProbeFlags } from '../commands/probe.ts';

/** `probe`: how the targets of probes are, or one of them right now. */
export function addProbeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('probe')
    .argument('[name]', 'ask this one now; it does not count')
    .description('show how the targets of "probes" are and were, or ask one of them now');
  addEnding(addGlobalOptions(addFormatOption(addConfigOption(addStoreOption(command)))), ENDING);
  command.action(async (name: string | undefined, flags: ProbeFlags) => {
    const { probe } = await import('../commands/probe.ts');
    terminal.exit(await probe(name, flags, terminal));
  });
}

const ENDING = {
  exitCodes: '0 up (or a list was shown), 1 slow or down, 2 it could not be asked.',
  examples: ['peerquest-audit probe', 'peerquest-audit probe site-pages --json'],
};
