/** Options that every Django command has, and whether a value follows. */
const DJANGO_OPTIONS: Readonly<Record<string, { readonly value: boolean; readonly becomes: readonly string[] }>> = {
  '--settings': { value: true, becomes: [] },
  '--pythonpath': { value: true, becomes: [] },
  '--verbosity': { value: true, becomes: [] },
  '-v': { value: true, becomes: [] },
  '--skip-checks': { value: false, becomes: [] },
  '--force-color': { value: false, becomes: [] },
  '--traceback': { value: false, becomes: ['--debug'] },
};

/**
 * Translates the command line of the old Django command, so that a script changes only what stands before the flags.
 * `--traceback` becomes `--debug`; what has no meaning here is named, to be ignored aloud.
 */
export function djangoArguments(given: readonly string[]): { readonly argv: readonly string[]; readonly ignored: readonly string[] } {
  const argv: string[] = [];
  const ignored: string[] = [];
  for (let index = 0; index < given.length; index++) {
    const argument = given[index] ?? '';
    // -v2 is -v 2.
    const [name = '', ...inline] = argument.replace(/^(-v)(\d)$/, '$1=$2').split('=');
    const option = DJANGO_OPTIONS[name];
    if (option === undefined) {
      argv.push(argument);
      continue;
    }
    if (option.value && inline.length === 0) index++;
    argv.push(...option.becomes);
    if (option.becomes.length === 0) ignored.push(name);
  }
  return { argv, ignored };
}
