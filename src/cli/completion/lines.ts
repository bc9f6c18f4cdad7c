import type { Command, Option } from 'commander';
import { withoutControls } from '../../model/index.ts';
import { firstWord } from '../command-first.ts';
import { DECIDED_CHECK } from '../options.ts';
import { knownChecks, knownRuns, type Fit } from './known-words.ts';

/**
 * What a shell shows for the word at the cursor: the words that fit, each with a tab and what it means. None where names of files fit, and
 * where anything goes wrong: somebody is typing, and has asked for no error.
 *
 * @param before the words before it, without the tool's own name
 */
export async function completionLines(program: Command, current: string, before: readonly string[]): Promise<readonly string[]> {
  try {
    const fits = await fitsFor(program, current, before);
    return fits
      .filter(([word]) => word.startsWith(current))
      .map(([word, meaning]) => `${withoutControls(word)}\t${withoutControls(meaning)}`);
  } catch {
    return [];
  }
}

async function fitsFor(program: Command, current: string, before: readonly string[]): Promise<readonly Fit[]> {
  const at = firstWord(before, program);
  const named = program.commands.find((command) => command.name() === before[at]);
  // Without a command it is "audit".
  const command = named ?? program.commands.find((each) => each.name() === 'audit') ?? program;
  const last = before.at(-1) ?? '';
  const optionOf = (flag: string): Option | undefined => command.options.find(({ long, short }) => long === flag || short === flag);
  if (optionOf(last)?.required === true) return valuesOf(optionOf(last), current);
  const [flag = ''] = current.split('=');
  if (current.includes('=') && flag.startsWith('--')) {
    const values = await valuesOf(optionOf(flag), current.slice(flag.length + 1));
    return values.map(([value, meaning]) => [`${flag}=${value}`, meaning]);
  }
  if (current.startsWith('-')) return flagsOf(program, command, named === undefined);
  if (at === -1 || before[at] === 'help') return commandsOf(program);
  const given = before
    .slice(at + 1)
    .filter((word, index, all) => !word.startsWith('-') && optionOf(all[index - 1] ?? '')?.required !== true);
  return argumentsOf(command, given.length, before);
}

function commandsOf(program: Command): readonly Fit[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => [command.name(), command.description()]);
}

function flagsOf(program: Command, command: Command, isFirst: boolean): readonly Fit[] {
  const options = [...command.createHelp().visibleOptions(command), ...(isFirst ? program.options : [])];
  return options.map(({ long, description }) => [long ?? '', description]);
}

/** Flags that take several names of checks or groups, separated by commas. */
const LISTS: readonly string[] = ['--only', '--skip'];

async function valuesOf(option: Option | undefined, current: string): Promise<readonly Fit[]> {
  if (option?.argChoices !== undefined) return option.argChoices.map((choice) => [choice, '']);
  if (!LISTS.includes(option?.long ?? '')) return [];
  const earlier = current.slice(0, current.lastIndexOf(',') + 1);
  return (await knownChecks(true)).filter(([name]) => !earlier.split(',').includes(name)).map(([name, what]) => [earlier + name, what]);
}

async function argumentsOf(command: Command, index: number, before: readonly string[]): Promise<readonly Fit[]> {
  const argument = command.registeredArguments[index] ?? command.registeredArguments.at(-1);
  if (argument?.argChoices !== undefined) return argument.argChoices.map((choice) => [choice, '']);
  switch (command.name()) {
    case 'explain':
      return index === 0 ? knownChecks(false) : [];
    case 'show':
    case 'undo':
      return index === 0 ? knownRuns(valueGiven('--store', before)) : [];
    case 'repair':
      return index === 0 ? [[DECIDED_CHECK, '']] : [];
    default:
      return [];
  }
}

/** The value that an earlier word gives a flag, as a shell would pass it on; undefined for none. */
function valueGiven(flag: string, before: readonly string[]): string | undefined {
  const at = before.lastIndexOf(flag);
  const value = at === -1 ? before.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : before[at + 1];
  return value?.replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(.)/gs, '$1');
}
