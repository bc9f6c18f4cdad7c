import type { Command } from 'commander';
import { programOf } from './program-of.ts';
import { addAuditCommand } from './syntax/audit.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line, which prints to this terminal and tells it the exit code. The flags of all other commands are loaded where one of them,
 * or help, may be meant.
 *
 * @param standsFor what the name of the program stands for
 */
export async function runCommandLine(argv: readonly string[], standsFor: readonly string[], terminal: Terminal): Promise<void> {
  const program = programOf((alone) => {
    addAuditCommand(alone, terminal);
  });
  const [audit] = program.commands;
  if (standsFor.length === 0 && audit !== undefined && isAudit(argv, audit)) {
    await program.parseAsync(argv, { from: 'user' });
    return;
  }
  const { runCommand } = await import('./program.ts');
  await runCommand(argv, standsFor, terminal);
}

/** Whether these are an audit's arguments and nothing else: a flag that takes a value does so in every command that has it. */
export function isAudit(argv: readonly string[], { options }: Command): boolean {
  for (let at = argv[0] === 'audit' ? 1 : 0; at < argv.length; at++) {
    const [flag, value] = (argv[at] ?? '').split('=');
    const option = options.find(({ short, long }) => short === flag || long === flag);
    if (option === undefined) return false;
    if (option.required && value === undefined) at++;
  }
  return true;
}
