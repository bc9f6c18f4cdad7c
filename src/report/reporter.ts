import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { shellWord, type AuditEvent, type UserReference, type Wish } from '../model/index.ts';

/** Turns the events of one run into text, piece by piece: a pure function with a memory, no output of its own. */
export interface Reporter {
  /** What it wants to be told of findings: it lists all that it is told of. */
  readonly wish: Wish;
  /** The text that this event adds to the report; often empty. */
  write(event: AuditEvent): string;
  /** What stands before all that it wrote, where only the end of a run tells it: asked for once, when the run has finished. */
  head?(): string;
  /** What it had no room for since it was last asked, for a file beside it; often empty. */
  overflow?(): string;
}

/** What was asked of a report. */
export interface ReportOptions {
  /** Colours, or a set of functions that colour nothing. */
  readonly colors: Colors;
  /** What the hints at the end repeat of the command line: each of the flags is empty, or begins with a space. */
  readonly target: {
    /** What calls the tool again, in the folder and the way in which it was called. Never empty. */
    readonly program: string;
    /** Which database, and which configuration file. */
    readonly database: string;
    readonly config: string;
    /** Where the journal is. */
    readonly store: string;
    /** The file with acknowledged findings. */
    readonly baseline: string;
    /** Where uploaded files are. */
    readonly files: string;
    /** The user to whose rows the run is narrowed, as the command line named them; null for none. */
    readonly user: string | null;
    /** Which checks, and how much of what they find. */
    readonly scope: string;
    /** The command of which this is a preview, where it is not `--fix-issues`. */
    readonly command: string;
  };
  /** Where acknowledgements and runs are kept, in words; null where it is not known, or of no concern. */
  readonly kept: string | null;
  /** Only what was found, what failed, the verdict, and what is to be done. */
  readonly quiet: boolean;
  /** At most this many findings of a check are listed; null for all, 0 for none. */
  readonly limit: number | null;
  /** The name of the file beside the report, for what it has no room for; null where there is to be none. */
  readonly beside: string | null;
}

/**
 * The flags that have a command look at the same: the same rows and checks, and the same findings left out. A report may go to others: it names the user as it does elsewhere, never by an
 * e-mail address that somebody typed.
 *
 * @param found the person whom the run found; null where there is no report yet
 */
export function scopeFlags({ user, scope, files, baseline }: ReportOptions['target'], found: UserReference | null): string {
  const who = user === null ? '' : ` --user ${shellWord(found === null || found.username === user ? user : found.id)}`;
  return who + scope + files + baseline;
}

/** The command of which a report is a preview, or which takes up the rest, with the flags that it had. */
export function commandAgain(target: ReportOptions['target'], found: UserReference | null = null): string {
  const { program, command, database, store } = target;
  return `${program}${command}${database}${store}${scopeFlags(target, found)}${command === '' ? ' --fix-issues' : ''}`;
}

/** A whole report without colours, whose hints name no database: for programs, and for tests. */
export const PLAIN_REPORT: ReportOptions = {
  colors: picocolors.createColors(false),
  target: { program: 'peerquest-audit', database: '', config: '', store: '', baseline: '', files: '', user: null, scope: '', command: '' },
  kept: null,
  quiet: false,
  limit: null,
  beside: null,
};

/** The wish of a report that lists so many findings of a check. */
export function toList(limit: number | null): Wish {
  return limit === 0 ? { detail: 'counts' } : { detail: 'findings', limit };
}

/** A form of report, as it stands in the registry (`reporters.ts`). */
export interface ReporterDefinition<Id extends string = string> {
  /** What `--format` takes. */
  readonly id: Id;
  /** What a file of such a report ends in, without the dot. */
  readonly extension: string;
  /** Whether it holds every finding unless told otherwise, as reports for programs do; people ask for a list. */
  readonly listsFindings: boolean;
  /** What the name of the file beside it ends in; not there where it has room for everything. */
  readonly beside?: string;
  readonly create: (options: ReportOptions) => Reporter;
}

/** Declares a form of report. Only a typed identity: it exists so that a mistake is an error where it is made. */
export function defineReporter<const Id extends string>(definition: ReporterDefinition<Id>): ReporterDefinition<Id> {
  return definition;
}
