import type { DatabaseAddress } from '../database/index.ts';
import type { Store } from '../history/index.ts';
import type { Severity } from '../model/index.ts';
import type { ScheduledJob } from '../schedule/index.ts';

/** A database that is watched. */
export interface MonitoredDatabase {
  /** What it is called outside: its name in the configuration, or `default`. */
  readonly name: string;
  /** What its history is about; null for one without a name, whose history is that of the newest run of no other one. */
  readonly subject: string | null;
  /** Where it is read. */
  readonly address: () => Promise<DatabaseAddress>;
}

/** A check of this program or of the configuration. */
export interface KnownCheck {
  readonly id: string;
  readonly severity: Severity;
}

/** Where health and metrics come from: nothing else is asked. */
export interface MonitorSources {
  readonly databases: readonly MonitoredDatabase[];
  readonly checks: readonly KnownCheck[];
  /** What runs by itself. */
  readonly jobs: readonly ScheduledJob[];
  /** The names of the probes of the configuration: a store also knows those that are no more. */
  readonly probes: readonly string[];
  /** How long ago the last sound backup may have been verified, in milliseconds, by the database's name outside: of those whose backup is configured. */
  readonly backups?: Readonly<Record<string, number>>;
  /** The provider of sign-ins, by its host; null where there is none. What asks it throws where it gives no sign of life. */
  readonly provider?: { readonly name: string; ask(): Promise<void> } | null;
  /** The store, which stays open: it is read only; null where nothing was kept yet. */
  store(): Promise<Store | null>;
}
