import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { addConfigOption, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { HealthFlags } from '../commands/health.ts';

/** `health`: for what checks a container, where there is no curl. */
export function addHealthCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('health')
    .argument('[url]', 'of the service, or of one of its health routes (default: where this configuration lets it listen)')
    .description('ask a running service how it is: for health checks of containers');
  addEnding(addGlobalOptions(addConfigOption(command)), ENDING);
  command.action(async (url: string | undefined, flags: HealthFlags) => {
    const { askHealth } = await import('../commands/health.ts');
    terminal.exit(await askHealth(url, flags, terminal));
  });
}

const ENDING = {
  exitCodes: '0 healthy (or degraded, where that is answered with 200), 1 unhealthy or no answer within five seconds, 2 misused.',
  examples: ['peerquest-audit health', 'peerquest-audit health http://127.0.0.1:8787/health/live'],
};
