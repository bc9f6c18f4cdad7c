import { settledRequest } from '../audit/index.ts';
import type { Environment, Settings } from '../config/index.ts';
import { mayHoldCredentials } from '../credentials.ts';
import { NOT_SHOWN, withoutQuotes } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { DEFAULT_FAIL_ON, DEFAULT_MAX_CHANGES, shellWord } from '../model/index.ts';
import { DEFAULT_FORMAT, formOf, type Format, type ReportOptions } from '../report/index.ts';
import { calledAs } from './called-as.ts';
import { resolveFiles } from './file-options.ts';
import type { RedactFlag, ReportFlags, WritingFlags } from './options.ts';

/**
 * What to audit and how to report it: a flag beats the configuration file, which beats the default.
 *
 * @throws UsageError for flags that contradict each other
 */
export function resolveOptions(flags: ReportFlags, settings: Settings, environment: Environment = process.env) {
  const wantsList = flags.detailed === true || flags.limit !== undefined;
  if (flags.quiet === true && wantsList) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      '--quiet shows only numbers and the verdict, --detailed and --limit list findings: leave one of them out.',
    );
  }
  const limit = flags.limit ?? settings.limit ?? null;
  const format = flags.format ?? settings.format ?? DEFAULT_FORMAT;
  const quiet = flags.quiet ?? (wantsList ? false : (settings.quiet ?? false));
  const detailed = wantsList || (settings.detailed ?? limit !== null);
  const listed = (kind: Format): number | null => (formOf(kind).listsFindings || (detailed && !quiet) ? limit : 0);
  const failOn = flags.failOn ?? settings.failOn ?? DEFAULT_FAIL_ON;
  const { all, only, skip, user, includeDropped, maxLag } = flags;
  const request = settledRequest(
    {
      ...{ all, only, skip, user, includeDropped, maxLag },
      files: resolveFiles(flags, settings),
      failFast: flags.failFast === true && failOn !== 'never' ? failOn : null,
      redact: resolveRedact(flags, settings),
    },
    settings,
  );
  return {
    request,
    ownChecks: settings.checks ?? [],
    /** How many findings of a check the report lists; null for all. */
    limit: listed(format),
    format,
    quiet,
    failOn,
    output: fileNamed(flags.output ?? settings.output ?? '-'),
    /** Further reports of the same run, each with its place. */
    reports: Object.entries(flags.report ?? settings.reports ?? {}).map(([name, file]) => {
      const kind = name as Format;
      return { format: kind, output: fileNamed(file), limit: listed(kind) };
    }),
    color: flags.color && settings.color !== false,
    progress: flags.progress && settings.progress !== false && !quiet,
    history: resolveHistory(flags, settings, environment),
  };
}

/** Whether names, titles and other words of people are left out. */
export function resolveRedact({ redact }: RedactFlag, settings: Pick<Settings, 'redact'>): boolean {
  return redact ?? settings.redact ?? false;
}

/** A file by its name; null for stdout. */
function fileNamed(name: string): string | null {
  return name === '-' || name === '/dev/stdout' ? null : name;
}

const HISTORY_VARIABLE = 'PEERQUEST_AUDIT_HISTORY';

/** What of a run is kept: nothing, what it tells anyway, or each finding. */
export function resolveHistory(
  { history = true, recordFindings }: Pick<ReportFlags, 'history' | 'recordFindings'>,
  settings: Settings,
  environment: Environment,
): 'off' | 'told' | 'findings' {
  if (recordFindings === true) {
    if (history) return 'findings';
    throw new UsageError('CONFLICTING_FLAGS', '--no-history keeps nothing, --record-findings keeps every finding: leave one of them out.');
  }
  const variable = (environment[HISTORY_VARIABLE] ?? '').toLowerCase();
  if (!history || ['off', 'no', 'false', '0'].includes(variable)) return 'off';
  if (!['', 'on', 'yes', 'true', '1', 'findings'].includes(variable)) {
    throw new UsageError('BAD_HISTORY', `${HISTORY_VARIABLE} is none of on, off and findings: set it to one of them.`);
  }
  if (variable === 'findings') return 'findings';
  if (variable !== '') return 'told';
  return settings.history === false ? 'off' : settings.history === 'findings' ? 'findings' : 'told';
}

function isServer(text: string): boolean {
  const url = withoutQuotes(text);
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^(?:sqlite|spatialite)/i.test(url);
}

/** A server's address as a hint can repeat it: by the variable that holds it, else as it is where no password can be in it. */
function serverWord(url: string): string {
  const [variable] = Object.entries(process.env)
    .filter(([name, value]) => value === url && /^\w+$/.test(name))
    .map(([name]) => name)
    .sort((one, other) => Number(other === 'DATABASE_URL') - Number(one === 'DATABASE_URL'));
  if (variable !== undefined) return `env:${variable}`;
  const { username, password, search } = URL.canParse(url) ? new URL(url) : { username: '', password: '?', search: '' };
  return password === '' && search === '' && /^[\w.-]*$/.test(username) && !mayHoldCredentials(new URL(url).pathname)
    ? shellWord(url)
    : NOT_SHOWN;
}

/** What to audit and how to report it, settled. */
export type ResolvedOptions = ReturnType<typeof resolveOptions>;

/** How to write, settled the same way. */
export function resolveWriting(flags: WritingFlags, settings: Settings) {
  return {
    maxChanges: flags.maxChanges ?? settings.maxChanges ?? DEFAULT_MAX_CHANGES,
    throttle: flags.throttle ?? settings.throttle ?? 0,
    // Each is true of one moment: no file can vouch for it.
    allowances: { singleWriter: flags.singleWriter ?? false, promoted: flags.promoted ?? false },
  };
}

/** Flags that hints repeat, whichever of them were given. */
type Repeated = {
  readonly [Name in keyof (ReportFlags & WritingFlags)]?: (ReportFlags & WritingFlags)[Name] | undefined;
} & { readonly certainOnly?: boolean | undefined; readonly repairBalances?: boolean | undefined };

/**
 * What the hints at the end of a report repeat of the command line. A server's URL that may hold a password is left out.
 *
 * @param command what this is a preview of, where it is not `--fix-issues`
 */
export function repeatedFlags(
  {
    database,
    writeDatabase,
    config,
    trustConfig,
    store,
    user,
    only,
    all,
    skip,
    baseline,
    certainOnly,
    repairBalances,
    mediaRoot,
    mediaUrl,
    redact,
  }: Repeated,
  command: string | null = null,
): ReportOptions['target'] {
  const flag = (name: string, value: string | undefined): string => (value === undefined ? '' : ` ${name} ${shellWord(value)}`);
  const location = (name: string, url: string | undefined): string =>
    url !== undefined && isServer(url) ? ` ${name} ${serverWord(url)}` : flag(name, url);
  // A command of its own says by itself which checks it is about.
  const checks = command === null ? (all === true ? ' --all' : '') + flag('--only', only?.join(',')) + flag('--skip', skip?.join(',')) : '';
  const configuration = flag('--config', config) + (trustConfig === true ? ' --trust-config' : '');
  return {
    program: calledAs(),
    baseline: flag('--baseline', baseline),
    database: location('--database', database) + location('--write-database', writeDatabase) + configuration,
    config: configuration,
    store: location('--store', store),
    files: flag('--media-root', mediaRoot) + location('--media-url', mediaUrl),
    user: user ?? null,
    scope:
      checks +
      (redact === true ? ' --redact' : '') +
      (certainOnly === true ? ' --certain-only' : '') +
      (repairBalances === true ? ' --repair-balances' : ''),
    command: command === null ? '' : ` ${command}`,
  };
}
