import { jsonText } from './new-files.ts';

/** What a first configuration says. */
export interface FirstSettings {
  /** The setting `database`; null where a variable or `.env` names it. */
  readonly database: string | null;
  /** Whether the database is another application's. */
  readonly isForeign: boolean;
  /** Patterns of files with own checks. */
  readonly checks: readonly string[];
  /** In which the times of jobs are meant. */
  readonly timeZone: string;
}

/** A configuration file whose comments say what each setting is for. */
export function configText({ database, isForeign, checks, timeZone }: FirstSettings): string {
  const where =
    database === null
      ? `  // The database is the one that DATABASE_URL names, in the environment or in the file .env.
  // database: 'env:DATABASE_URL',`
      : `  // The database: a file, a URL, or env:NAME for a URL in the variable NAME (a password belongs there, not here).
  database: ${jsonText(database)},`;
  const own =
    checks.length === 0
      ? `  // Checks of your own, see docs/your-own-checks.md; "peerquest-audit new-check --table TABLE" proposes some.
  // checks: ['checks/*.yaml'],`
      : `  // Checks of your own, see docs/your-own-checks.md; "peerquest-audit new-check --table TABLE" proposes more.
  checks: [${checks.map(jsonText).join(', ')}],`;
  const groups = isForeign
    ? ''
    : `
  // What runs besides the five checks of synchronization: 'workflow', 'profile', 'guild', 'xp', 'gold', 'completion', 'files', …
  // groups: ['gold', 'guild'],

  // The folder of the uploaded files, for the group 'files'.
  // mediaRoot: '/srv/media',
`;
  return `import { defineConfig } from 'peerquest-audit';

// Every setting is a flag of the same name; a flag beats it. docs/cli.md lists them all.
export default defineConfig({
${where}

${own}
${groups}
  // Findings of this severity or a higher one make the exit code 1: 'critical', 'warning', 'info' or 'never'.
  // failOn: 'warning',

  // How grave findings are, by check or group.
  // overrides: { 'some-check': { severity: 'info' } },

  // In which zone the times of jobs are meant, which "peerquest-audit serve" runs (docs/schedule.md)${isForeign ? '' : '; PeerQuest’s people live in this one'}.
  timeZone: ${jsonText(timeZone)},

  // Where repairs, their journal and acknowledgements are kept.
  // store: '.peerquest-audit/store.sqlite3',
});
`;
}

/** A file `.env` with the address; null where no quotes can hold it. */
export function dotenvText(url: string): string | null {
  const quote = ["'", '"', '`'].find((letter) => !url.includes(letter) && (letter !== '"' || !url.includes('\\')));
  return quote === undefined || /[\r\n]/.test(url) ? null : `DATABASE_URL=${quote}${url}${quote}\n`;
}
