import type { Settings } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import type { TextOptions } from '../report/index.ts';
import { DEFAULT_MAX_CHANGES, type ReportFlags, type WritingFlags } from './options.ts';

/**
 * What to audit and how to report it: a flag beats the configuration file, which beats the default.
 *
 * @throws UsageError for flags that contradict each other
 */
export function resolveOptions(flags: ReportFlags, settings: Settings) {
  const wantsList = flags.detailed === true || flags.limit !== undefined;
  if (flags.quiet === true && wantsList) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      '--quiet shows only the summary, --detailed and --limit list findings: leave one of them out.',
    );
  }
  const limit = flags.limit ?? settings.limit ?? null;
  const output = flags.output ?? settings.output ?? '-';
  const format = flags.format ?? settings.format ?? 'text';
  const quiet = flags.quiet ?? (wantsList ? false : (settings.quiet ?? false));
  const detailed = wantsList || (settings.detailed ?? limit !== null);
  return {
    limit,
    format,
    quiet,
    // Programs get every finding, as the format promises; people ask for them.
    list: (format === 'json' || (detailed && !quiet)) && limit !== 0,
    only: flags.only ?? settings.only ?? null,
    skip: flags.skip ?? settings.skip ?? [],
    user: flags.user ?? null,
    includeDropped: flags.includeDropped ?? settings.includeDropped ?? false,
    output: output === '-' || output === '/dev/stdout' ? null : output,
    color: flags.color && settings.color !== false,
    progress: flags.progress && settings.progress !== false && !quiet,
  };
}

/** What to audit and how to report it, settled. */
export type ResolvedOptions = ReturnType<typeof resolveOptions>;

/** How to write, settled the same way. */
export function resolveWriting(flags: WritingFlags, settings: Settings) {
  return {
    maxChanges: flags.maxChanges ?? settings.maxChanges ?? DEFAULT_MAX_CHANGES,
    throttle: flags.throttle ?? settings.throttle ?? 0,
  };
}

/** The flags that say what is looked at, for hints. A server's URL is left out, as it may hold a password. */
export function targetOf({ database, user }: Pick<ReportFlags, 'database' | 'user'>): TextOptions['target'] {
  const quote = (text: string): string => (/^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const isServer = database !== undefined && /^[a-z0-9+]+:\/\//i.test(database) && !/^sqlite/i.test(database);
  return {
    database: database === undefined ? '' : ` --database ${isServer ? 'URL' : quote(database)}`,
    user: user === undefined ? '' : ` --user ${quote(user)}`,
  };
}
