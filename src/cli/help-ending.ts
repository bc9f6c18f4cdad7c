import type { Command } from 'commander';

/** What stands below a command's flags in its help. */
export interface HelpEnding {
  readonly note?: string;
  readonly exitCodes?: string;
  /** Command lines, to be copied. */
  readonly examples?: readonly string[];
}

const endings = new WeakMap<Command, HelpEnding>();

/** Ends a command's help with this, as wide as the rest of it. */
export function addEnding(command: Command, ending: HelpEnding): void {
  endings.set(command, ending);
  command.addHelpText('after', () => endingText(command, ending));
}

/** What the help of a command ends with. */
export function endingOf(command: Command): HelpEnding {
  return endings.get(command) ?? {};
}

function endingText(command: Command, { note, exitCodes, examples = [] }: HelpEnding): string {
  const help = command.createHelp();
  const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
  return [
    ...(note === undefined ? [] : ['', help.boxWrap(note, width)]),
    ...(exitCodes === undefined ? [] : ['', help.boxWrap(`Exit codes: ${exitCodes}`, width)]),
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...examples.flatMap((example) => wrappedCommand(example, width))]),
  ].join('\n');
}

/** A command line as lines of a shell: one that is too long goes on after a backslash, so that it can be copied as it stands. */
function wrappedCommand(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
    if (line.trim() !== '' && `${line} ${word} \\`.length > width) {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
