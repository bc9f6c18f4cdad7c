import type { Command } from 'commander';

/** The arguments with the command before its flags: `--database db.sqlite3 runs` is `runs --database db.sqlite3`. */
export function commandFirst(argv: readonly string[], program: Command): readonly string[] {
  const at = firstWord(argv, program);
  const word = argv[at];
  if (at <= 0 || word === undefined) return argv;
  // What help is asked about has nothing to do with flags.
  return word === 'help' ? argv.slice(at) : [word, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

/** Where the first argument stands that is neither a flag nor the value of one; -1 where nobody can say, as an unknown flag may have a value. */
export function firstWord(argv: readonly string[], program: Command): number {
  const flags = [program, ...program.commands].flatMap(({ options }) => options);
  const named = (name: string) => flags.filter(({ short, long }) => short === name || long === name);
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (!argument.startsWith('-')) return at;
    const [name = ''] = argument.split('=');
    if (['-h', '--help'].includes(name)) continue;
    const known = named(name);
    if (known.length === 0) return -1;
    const takesValue = known.some(({ required }) => required) && !standsAlone(name, argv[at + 1], program);
    if (takesValue && name === argument) at++;
  }
  return -1;
}

/** Whether the next word is a command whose flag of this name takes no value, as some other command's does. */
function standsAlone(name: string, next: string | undefined, { commands }: Command): boolean {
  const command = commands.find((one) => one.name() === next);
  return command?.options.some(({ long, required }) => long === name && !required) === true;
}
