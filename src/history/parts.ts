import type { Kysely } from 'kysely';
import type { InsertRows } from '../database/index.ts';
import type { FileManifest } from '../files/index.ts';
import { alertStates, type AlertStates } from './alert-states.ts';
import { accounts, type Accounts } from './accounts.ts';
import { acknowledgements, type Acknowledgements } from './acknowledgements.ts';
import { backups, type Backups } from './backups.ts';
import { deeds, type Deeds } from './deeds.ts';
import { figures, type FiguresPart } from './figures.ts';
import { fileManifest } from './files.ts';
import { heldPlans, type HeldPlans } from './held-plans.ts';
import { histories, type Histories } from './histories.ts';
import { jobs, type Jobs } from './jobs.ts';
import { leases, type Leases } from './leases.ts';
import { journal, type Journal } from './journal.ts';
import { outbox, type Outbox } from './outbox.ts';
import { probes, type Probes } from './probes.ts';
import { runs, type Runs } from './runs.ts';
import type { Seals } from './seals.ts';
import { sessions, type Sessions } from './sessions.ts';
import type { InWords } from './store-error.ts';
import { tokens, type Tokens } from './tokens.ts';
import { WrittenSeals } from './written-seals.ts';

/** What a store keeps, each in tables of its own (docs/architecture.md). */
export interface Parts {
  readonly runs: Runs;
  readonly journal: Journal;
  readonly acknowledgements: Acknowledgements;
  /** Every run, and the findings over time. */
  readonly history: Histories;
  /** The jobs of the schedule, and who is at what. */
  readonly jobs: Jobs;
  readonly leases: Leases;
  /** What alerts have told. */
  readonly alertStates: AlertStates;
  /** Messages on their way. */
  readonly outbox: Outbox;
  /** Who may come in over HTTP, and did; the deeds are what they did. */
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly deeds: Deeds;
  /** How the targets of probes are and were. */
  readonly probes: Probes;
  /** What the history comes to in numbers. */
  readonly figures: FiguresPart;
  /** Plans that somebody has seen, and may apply. */
  readonly heldPlans: HeldPlans;
  /** What backups came to when they were verified. */
  readonly backups: Backups;
  /** The hashes of the files of an audited database. */
  files(databaseIdentity: string): FileManifest;
}

/** The way to the tables. */
export interface StoreTables {
  readonly database: Kysely<unknown>;
  readonly insertRows: InsertRows;
}

/**
 * The parts of an open store. Each knows its own tables only.
 *
 * @param location the store in words
 * @param inWords makes sentences of the errors of a part
 */
export function partsOf({ database, insertRows }: StoreTables, seals: Seals, location: string, inWords: InWords): Parts {
  const written = new WrittenSeals();
  return {
    runs: inWords(runs(database.withTables(), seals, written, location)),
    journal: inWords(journal(database.withTables(), seals, written)),
    acknowledgements: inWords(acknowledgements(database.withTables())),
    history: inWords(histories(database.withTables(), insertRows, location)),
    jobs: inWords(jobs(database.withTables())),
    leases: inWords(leases(database.withTables())),
    alertStates: inWords(alertStates(database.withTables())),
    outbox: inWords(outbox(database.withTables())),
    accounts: inWords(accounts(database.withTables())),
    sessions: inWords(sessions(database.withTables())),
    tokens: inWords(tokens(database.withTables())),
    deeds: inWords(deeds(database.withTables())),
    probes: inWords(probes(database.withTables())),
    figures: inWords(figures(database.withTables())),
    heldPlans: inWords(heldPlans(database.withTables())),
    backups: inWords(backups(database.withTables())),
    files: (databaseIdentity) => inWords(fileManifest(database.withTables(), databaseIdentity)),
  };
}
