import type { Clock } from '../clock.ts';
import type { Check, LevelRule, Overrides } from '../checks/index.ts';
import type { FileManifest, FilePlaces } from '../files/index.ts';
import type { Acknowledgement, Severity, Wish } from '../model/index.ts';
import type { UserTable } from './scope.ts';

/**
 * What to audit: plain data, which can be stored, compared, and sent to another process. Every member may be left out;
 * `readAuditRequest` makes one of what came from outside. The URL of files may hold a password: where a request is kept or shown, it is to be concealed.
 */
export interface AuditRequest {
  /** Ids or groups of checks to run; null, or left out, for the default group. */
  readonly only?: readonly string[] | null;
  /** Ids or groups of checks to leave out. */
  readonly skip?: readonly string[];
  /** User name to narrow the audit to; null, or left out, for all users. */
  readonly user?: string | null;
  /** Where that name is looked up; PeerQuest's table unless given. */
  readonly users?: UserTable;
  /** Count dropped participants without an approved application as findings of phase 2. */
  readonly includeDropped?: boolean;
  /** How a level follows from a user's XP; PeerQuest's rule unless given. */
  readonly levels?: LevelRule;
  /** Where uploaded files are; without it nobody looks at them. */
  readonly files?: FilePlaces;
  /** Seconds that a replica may be behind: a check cannot run on an older one. Null, or left out, for a warning above a minute. */
  readonly maxLag?: number | null;
  /** How grave findings are, by id or group of their check, in the place of what the check says. */
  readonly overrides?: Overrides;
  /** Ends after the first check that finds something of this severity or a higher one; null, or left out, never. */
  readonly failFast?: Severity | null;
  /** Tells neither names nor titles nor other words of people, but ids; false unless given. */
  readonly redact?: boolean;
}

/** What an audit is given of the program around it: what it cannot say as data. */
export interface AuditPorts {
  /** Checks besides the tool's own, as `toCheck` makes them. */
  readonly ownChecks?: readonly Check[];
  /** Findings that were acknowledged, as the caller read them: they are told apart and count for nothing. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Opens the hashes that are remembered of a database's files, or says why there are none. */
  readonly manifest?: ((databaseIdentity: string) => Promise<FileManifest>) | string;
  /** What the events are to tell of findings; all, unless given. */
  readonly wish?: Wish;
  /** What the run is called in the history; a new id unless given. */
  readonly runId?: string;
  /** Whether the run's start is to tell the database's identity, which takes a query more. */
  readonly identify?: boolean;
  /** Aborts the audit: the server stops its query, and the events end with the signal's reason as their error. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}
