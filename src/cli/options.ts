import { InvalidArgumentError, Option, type Command } from 'commander';

/** Options that every command with a database has. */
export interface DatabaseFlags {
  readonly database?: string;
  readonly config?: string;
}

/** Options of every command. */
export interface GlobalFlags {
  readonly debug?: boolean;
  readonly color: boolean;
}

/** Adds the options that say which database is meant. */
export function addDatabaseOptions(command: Command): Command {
  return command
    .option(
      '--database <url>',
      'database to look at: sqlite:///FILE, a path, postgresql://…, mysql://…, or env:NAME for a URL in a variable (default: DATABASE_URL, then MYSQL*, then .env, then the configuration file)',
    )
    .option('--config <file>', 'configuration file (default: peerquest-audit.config.{ts,js,json} in this folder)');
}

/** Adds the options of every command. */
export function addGlobalOptions(command: Command): Command {
  return command.option('--no-color', 'plain text (NO_COLOR does the same)').option('--debug', 'show where an error came from');
}

/** A comma-separated list; the option may be repeated. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, previous: readonly string[] | undefined) => {
    const names = value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length === 0) throw new InvalidArgumentError('It needs at least one name.');
    return [...(previous ?? []), ...names];
  });
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    }
    return number;
  };
}

/** A share between 0 and 1, also written as a percentage. */
export function share(value: string): number {
  const number = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1))
    throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.01 or 1%.');
  return number;
}
