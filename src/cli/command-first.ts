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
  const flags = new Map(
    [program, ...program.commands].flatMap(({ options }) =>
      options.flatMap(({ short, long, required }) => [short, long].map((name) => [name, required] as const)),
    ),
  );
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (!argument.startsWith('-')) return at;
    const [name = ''] = argument.split('=');
    if (['-h', '--help'].includes(name)) continue;
    const takesValue = flags.get(name);
    if (takesValue === undefined) return -1;
    if (takesValue && name === argument) at++;
  }
  return -1;
}
