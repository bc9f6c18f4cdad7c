import { Argument, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import type { Terminal } from '../terminal.ts';

/** The shells that are known. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell that completes command lines of this tool. */
export type Shell = (typeof SHELLS)[number];

/** `completion SHELL`: a script for a shell. `complete`, which that calls, is left out of help. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('completion')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .description('print a script with which a shell completes commands, flags, checks and runs');
  addEnding(command, ENDING);
  command.action(async (shell: Shell) => {
    const { completionScript } = await import('../completion/scripts.ts');
    terminal.print(completionScript(shell), 'data');
    terminal.exit(EXIT.clean);
  });
  program
    .command('complete', { hidden: true })
    .argument('<current>', 'the word to complete, after "="')
    .argument('[words...]', 'the words before it, after "--"')
    .action(async (current: string, words: readonly string[]) => {
      const { completionLines } = await import('../completion/lines.ts');
      // Not by print, which shows a tab as an escape.
      terminal.stdout.write((await completionLines(program, current.slice(1), words)).map((line) => `${line}\n`).join(''));
      terminal.exit(EXIT.clean);
    });
}

const ENDING = {
  note: 'A shell that finds the tool on its PATH loads the script each time it starts, or keeps it where it looks for such scripts. The tool itself says what fits, so the script need not change with it.',
  examples: [
    'eval "$(peerquest-audit completion bash)"',
    'eval "$(peerquest-audit completion zsh)"',
    'peerquest-audit completion fish | source',
    'peerquest-audit completion powershell | Out-String | Invoke-Expression',
  ],
};
