import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_FAIL_ON, DEFAULT_MAX_CHANGES, type CheckId, type FailOn } from '../model/index.ts';
import { nearest } from '../nearest.ts';
import { DEFAULT_FORMAT, FORMATS, type Format } from '../report/index.ts';
import type { WorkspaceWish } from '../workspace/index.ts';
import { addFileOptions, type FileFlags } from './file-flags.ts';
import { HEADINGS } from './help-headings.ts';

/** Options that every command with a database has. */
export type DatabaseFlags = Pick<WorkspaceWish, 'database' | 'writeDatabase' | 'config' | 'trustConfig'>;

/** Options that say where acknowledgements are kept. */
export type KeepingFlags = Pick<WorkspaceWish, 'store' | 'baseline'>;

/** Options of commands that look at the configuration file and at no database. */
export type ConfigFlags = Pick<DatabaseFlags, 'config' | 'trustConfig'>;

/** Options of every command. */
export interface GlobalFlags {
  readonly debug?: boolean;
  readonly color: boolean;
}

/** Adds the options that say which database is meant. */
export function addDatabaseOptions(command: Command): Command {
  return addConfigOption(
    command
      .optionsGroup(HEADINGS.connection)
      .option(
        '--database <url>',
        'database to look at: sqlite:///FILE, a path, postgresql://…, mysql://…, env:NAME for a URL in a variable, or a name that the configuration file gives one (default: the only one that has a name there, else DATABASE_URL, then MYSQL*, then .env, then the configuration file)',
      )
      .option(
        '--write-database <url>',
        'where the same database is written, when the one to look at is a replica: repairs and undos go there',
      ),
  );
}

/** Adds the options that name the configuration file and trust it. */
export function addConfigOption(command: Command): Command {
  return addTrustOption(
    command
      .optionsGroup(HEADINGS.connection)
      .option('--config <file>', 'configuration file (default: peerquest-audit.config.{ts,js,json} in this folder)'),
  );
}

/** Adds the option that trusts files of other users. */
export function addTrustOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.connection)
    .option(
      '--trust-config',
      'use a configuration file, a .env and a .peerquest-audit of this folder although other users can write them (PEERQUEST_AUDIT_TRUST_CONFIG=1 does the same)',
    );
}

/** Options that say what to audit and how to report it. */
export interface ReportFlags extends DatabaseFlags, GlobalFlags, FileFlags, RedactFlag {
  readonly detailed?: boolean;
  readonly user?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly all?: boolean;
  readonly failOn?: FailOn;
  readonly failFast?: boolean;
  readonly includeDropped?: boolean;
  readonly baseline?: string;
  readonly maxLag?: number;
  readonly limit?: number;
  readonly format?: Format;
  readonly output?: string;
  readonly report?: ReportFiles;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly history?: boolean;
  readonly recordFindings?: boolean;
}

/** Options of everything that writes. */
export interface WritingFlags {
  readonly yes?: boolean;
  readonly maxChanges?: number;
  readonly throttle?: number;
  readonly store?: string;
  readonly singleWriter?: boolean;
  readonly promoted?: boolean;
}

/** What `demo --users` plants, and from which seed, unless told otherwise. */
export const DEMO_DEFAULTS = { fault: 0.01, seed: 1 };

/** The check whose repair needs a decision. */
export const DECIDED_CHECK = 'duplicate-participant' satisfies CheckId;

/** Adds the options that say which checks run, and over whose rows. */
export function addScopeOptions(command: Command): Command {
  command
    .optionsGroup(HEADINGS.scope)
    .option(
      '--user <who>',
      'only the rows of this user, by name, e-mail address or id, and the quests on which the user has a participant row',
    )
    .addOption(new Option('--all', 'run every check, not only the five of synchronization').conflicts('only'))
    .addOption(listOption('--only <ids>', 'run only these checks or groups, as "peerquest-audit checks" lists them (comma-separated)'))
    .addOption(listOption('--skip <ids>', 'leave these checks or groups out (comma-separated)'))
    .option('--include-dropped', 'count dropped participants without an approved application in phase 2 too');
  return addBaselineOption(addFileOptions(command));
}

/** Adds the option that names a file of acknowledged findings. */
export function addBaselineOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.connection)
    .option('--baseline <file>', 'acknowledged findings are kept in this file, fit for git (default: in the store)');
}

/** Adds the options of a run that say how to report, and what of it counts and is kept. */
export function addReportOptions(command: Command): Command {
  return addFormOptions(command)
    .addOption(
      new Option(
        '--fail-on <severity>',
        `findings of this severity or a higher one make the exit code 1 (default: ${DEFAULT_FAIL_ON})`,
      ).choices(['critical', 'warning', 'info', 'never']),
    )
    .option(
      '--max-lag <time>',
      'on a replica that is further behind, such as 60s or 5m, no check can run (default: a warning above 60s)',
      lag,
    )
    .option('--record-findings', 'keep each finding in the history, also where the report only counts')
    .option('--no-history', 'keep nothing of this run in the history')
    .option('--no-progress', 'no progress bar');
}

/** Adds the options that say how a report is made. */
export function addFormOptions(command: Command): Command {
  return addRedactOption(command)
    .optionsGroup(HEADINGS.report)
    .option('--detailed', 'show every finding; without it a phase shows its count')
    .option('--limit <n>', 'list at most this many findings per check; implies --detailed', wholeNumber(0))
    .addOption(new Option('--format <format>', `how to report (default: ${DEFAULT_FORMAT})`).choices(FORMATS))
    .option('--output <file>', 'write the report to a file, where it appears when it is whole; - is stdout')
    .addOption(
      new Option('--report <kind=file>', 'write a further report of the same run, such as sarif=audit.sarif; may be repeated').argParser(
        reportFile,
      ),
    )
    .option('--quiet', 'only what was found or failed, the verdict, and what to do next');
}

/** The option that leaves out names, titles and other words of people. */
export interface RedactFlag {
  readonly redact?: boolean;
}

/** Adds that option. */
export function addRedactOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.report)
    .option('--redact', 'ids in the place of names, titles and other words of people, also in the history')
    .addOption(new Option('--no-redact', 'names and titles as they are, where the configuration file redacts').hideHelp());
}

/** Adds the options of everything that writes. */
export function addWritingOptions(command: Command): Command {
  return addStoreOption(
    command
      .optionsGroup(HEADINGS.repair)
      .option('--yes', 'do not ask, even on a terminal')
      .option('--max-changes <n>', `refuse to make more changes than this (default: ${DEFAULT_MAX_CHANGES})`, wholeNumber(1))
      .option('--throttle <share>', 'share of time to leave idle between transactions, such as 50%', idleShare)
      .option('--single-writer', 'nobody writes to another node of this cluster: without it a cluster is not repaired')
      .option(
        '--promoted',
        'this server was a replica and has been promoted: without it one that is still set up as a replica is not repaired',
      ),
  );
}

/** Adds the option that says where runs and their journal are kept. */
export function addStoreOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.connection)
    .option(
      '--store <url>',
      'where runs, their journal and acknowledgements are kept: a file, postgresql://…, mysql://…, or env:NAME (default: PEERQUEST_AUDIT_STORE, then .peerquest-audit/store.sqlite3)',
    );
}

/** The option of commands that print for people or for programs. */
export interface FormatFlag {
  readonly format?: 'text' | 'json';
}

/** Adds that option. */
export function addFormatOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.report)
    .addOption(new Option('--format <format>', 'how to print (default: text)').choices(['text', 'json']))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }));
}

/** Adds the option that says of which database the history is asked. */
export function addSubjectOption(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.scope)
    .option('--subject <name>', 'the database, as the history calls it: its name, else its identity (default: that of the newest run)');
}

/** Adds the options of every command. */
export function addGlobalOptions(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.general)
    .option('--no-color', 'plain text (NO_COLOR does the same)')
    .option('--debug', 'show where an error came from');
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

/** Further reports: the file of each form. */
export type ReportFiles = Readonly<Partial<Record<Format, string>>>;

/** `KIND=FILE`, added to those that were named before. */
function reportFile(value: string, previous: ReportFiles = {}): ReportFiles {
  const [, kind = value, file = ''] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  const format = FORMATS.find((each) => each === kind);
  if (format === undefined) {
    const [near] = nearest(kind, FORMATS);
    const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
    throw new InvalidArgumentError(`It must be KIND=FILE with a kind of report${meant}: ${FORMATS.join(', ')}.`);
  }
  if (file === '') throw new InvalidArgumentError(`It names no file: write ${format}=FILE, or ${format}=- for stdout.`);
  if (previous[format] !== undefined) throw new InvalidArgumentError(`There is one already of this kind: ${format}=${previous[format]}.`);
  return { ...previous, [format]: file };
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

/** A length of time in seconds: a number with `s`, `m`, `h` or nothing behind it, which means seconds. */
function lag(value: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)\s*([smh])?$/.exec(value.trim()) ?? [];
  if (number === '') throw new InvalidArgumentError('It must be a length of time, such as 60s, 5m or 1h.');
  return Number(number) * (unit === 's' ? 1 : unit === 'm' ? 60 : 3600);
}

/** A share between 0 and 1, also written as a percentage. */
export function share(value: string): number {
  const number = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1))
    throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.01 or 1%.');
  return number;
}

/** A share of time to leave idle: less than the whole. */
function idleShare(value: string): number {
  const idle = share(value);
  if (idle > 0.95) throw new InvalidArgumentError('It must be at most 95%: a repair needs some time too.');
  return idle;
}
