import type { Argument, Command, Help, Option } from 'commander';
import { toolVersion } from '../tool-version.ts';
import { endingOf } from './help-ending.ts';
import { HEADINGS } from './help-headings.ts';

/** The manual page of a program, in the words of its help. */
export function manPage(program: Command): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const shared = sharedFlags(program, commands, help);
  const groups = Object.values(HEADINGS).flatMap((heading) => {
    const options = [...shared.values()].filter(({ helpGroupHeading }) => helpGroupHeading === heading);
    return options.length === 0 ? [] : [`.SS ${quoted(heading.replace(/:$/, ''))}`, ...options.flatMap((option) => flag(option, help))];
  });
  return [
    `.TH PEERQUEST\\-AUDIT 1 "" ${quoted(`peerquest-audit ${toolVersion}`)} "User Commands"`,
    // Names are whole, and words keep their distance.
    '.nh',
    '.ad l',
    '.SH NAME',
    `peerquest\\-audit \\- ${plain(program.description().replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B peerquest\\-audit',
    plain('[command] [flags]'),
    '.SH DESCRIPTION',
    plain(endingOf(program).note ?? ''),
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, shared, help)),
    '.SH FLAGS OF SEVERAL COMMANDS',
    ...groups,
    '',
  ].join('\n');
}

/** Flags that mean the same in several commands, and those of the program itself, by that: the page tells of each once. */
function sharedFlags(program: Command, commands: readonly Command[], help: Help): ReadonlyMap<string, Option> {
  const all = [program, ...commands].flatMap((command) => help.visibleOptions(command));
  const counted = all.filter((option, _index, options) => options.filter((other) => meaning(other) === meaning(option)).length > 1);
  return new Map([...program.options, ...counted].map((option) => [meaning(option), option]));
}

const meaning = ({ flags, description }: Option): string => `${flags} ${description}`;

/** One command: what it does, its arguments, its own flags, the names of the others, exit codes and examples. */
function section(command: Command, shared: ReadonlyMap<string, Option>, help: Help): readonly string[] {
  const options = help.visibleOptions(command);
  const own = options.filter((option) => !shared.has(meaning(option)));
  const others = options.filter((option) => shared.has(meaning(option))).map(({ long }) => long ?? '');
  const { note, exitCodes, examples = [] } = endingOf(command);
  return [
    `.SS ${quoted(help.subcommandTerm(command))}`,
    plain(command.description()),
    ...help.visibleArguments(command).flatMap((argument) => described(argument, help)),
    ...own.flatMap((option) => flag(option, help)),
    ...(others.length === 0 ? [] : ['.PP', plain(`Also: ${others.join(', ')}.`)]),
    ...(note === undefined ? [] : ['.PP', plain(note)]),
    ...(exitCodes === undefined ? [] : ['.PP', plain(`Exit codes: ${exitCodes}`)]),
    ...(examples.length === 0 ? [] : ['.PP', 'Examples:', '.PP', '.nf', ...examples.map((example) => plain(`  ${example}`)), '.fi']),
  ];
}

function described(argument: Argument, help: Help): readonly string[] {
  return ['.TP', `.I ${quoted(help.argumentTerm(argument))}`, plain(help.argumentDescription(argument))];
}

function flag(option: Option, help: Help): readonly string[] {
  return ['.TP', `.B ${quoted(help.optionTerm(option))}`, plain(help.optionDescription(option))];
}

/** A text as roff takes it: whatever has a meaning of its own there, or is not in ASCII, by its name. */
function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^[.']/gm, '\\&$&')
    .replace(/[^\n -~]/gu, (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** A text as one argument of a macro. */
function quoted(text: string): string {
  return `"${plain(text).replaceAll('"', '""')}"`;
}
