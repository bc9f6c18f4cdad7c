import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import type { Terminal } from '../terminal.ts';

/** `hash-password`: what the configuration keeps of a password. */
export function addHashPasswordCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('hash-password')
    .description('make the hash of a password that is typed or piped in, for "serve.accounts" or PEERQUEST_AUDIT_PASSWORD_HASH');
  addEnding(command, {
    exitCodes: '0 the hash is printed, 2 no password came.',
    examples: ['peerquest-audit hash-password', 'peerquest-audit hash-password < password-file'],
  });
  command.action(async () => {
    const { printPasswordHash } = await import('../commands/hash-password.ts');
    await printPasswordHash(terminal);
    terminal.exit(EXIT.clean);
  });
}
