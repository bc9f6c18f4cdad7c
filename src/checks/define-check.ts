import type { Clock } from '../clock.ts';
import type { Capabilities, Catalog, CatalogWishes, DatabaseRow, DatabaseValue, Query, TableNeeds } from '../database/index.ts';
import type { FileSettings } from '../files/index.ts';
import type { CheckId, Description, LevelRule, LikelyMistake, Rule, SentenceForm } from '../model/index.ts';

/** What a check's queries are written for: the scope of the run and the database at hand. */
export interface FindContext {
  /** The audited person's id as the database stores it, or null for everybody. */
  readonly userId: DatabaseValue;
  /** Whether dropped participants count as phase 2 findings (`--include-dropped`). */
  readonly includeDropped: boolean;
  /** How a level follows from a user's XP. */
  readonly levels: LevelRule;
  /** Which rows are wanted: to list, findings; to count, both at once, as one pass answers both. */
  readonly wanted: 'findings' | 'asides' | 'both';
  readonly capabilities: Capabilities;
  readonly catalog: Catalog;
}

/** What a check that looks further than one SELECT is given. */
export interface ScanContext extends FindContext {
  /** Where uploaded files are. */
  readonly files: FileSettings;
  /** Tells when a file was looked at. */
  readonly clock: Clock;
  /** Aborted when the answer is not wanted any more. */
  readonly signal: AbortSignal;
  /** Streams a query of the snapshot in batches; one at a time. */
  rows(query: Query): AsyncIterable<readonly DatabaseRow[]>;
  /** Hash of what identifies the database. */
  identity(): Promise<string>;
  /** What several checks of a run answer from: opened by the first that asks, closed at the end of the run. */
  shared<T extends SharedScan>(open: (context: ScanContext) => Promise<T>): Promise<T>;
}

/** One pass that several checks share. */
export interface SharedScan {
  /** What was probably said wrong, as far as the whole of what was seen tells. */
  mistake?(): LikelyMistake | null;
  close(): void;
}

/** Names that the audit joins to each row that is shown, by the row's `user_id`, `quest_id` and `guild_id`. */
export interface NamedRow extends DatabaseRow {
  /** For `names: ['user']`; null where the user row is gone. */
  readonly username: DatabaseValue;
  /** For `names: ['quest']`; null where the quest row is gone. */
  readonly title: DatabaseValue;
  /** For `names: ['quest']`. */
  readonly is_deleted: DatabaseValue;
  /** For `names: ['guild']`; null where the guild row is gone. */
  readonly guild_name: DatabaseValue;
}

/** Leading columns of an index that a check's queries walk. */
export interface IndexNeed {
  readonly table: string;
  readonly columns: readonly string[];
}

/** One invariant: what it means, how to find its violations in one set-based SELECT, how to tell of each. */
export interface Check extends Omit<Rule, 'page'> {
  /** Tables and columns that the queries read. */
  readonly needs: TableNeeds;
  /** What the catalog is to know besides tables: `catalog.foreignKeys`, for example, is empty without. */
  readonly wishes?: CatalogWishes;
  /** Indexes without which the check would be slow on a large table: `doctor` tells which are not there. */
  readonly indexes: readonly IndexNeed[];
  /** Which names to join to each row that is shown. */
  readonly names: readonly ('user' | 'quest' | 'guild')[];
  /** Columns of {@link find} that identify a finding and order the report. */
  readonly orderBy: readonly string[];
  /** Whether an engine can have such rows at all; each can unless given. Where none can be, nobody is shown a query for them. */
  readonly isPossibleWith?: (capabilities: Capabilities) => boolean;
  /** The constraint that makes a violation impossible, in words, or null where the rows must be looked at. */
  readonly guaranteedBy?: (catalog: Catalog) => string | null;
  /**
   * One SELECT of the bad rows: keys, evidence and, where the check has causes, a column `cause`.
   * To count, the audit selects from it without the names; a planner then leaves unused columns out.
   */
  find(context: FindContext): Query;
  /**
   * For a check that no SELECT alone can answer: {@link find} then gives the rows to look up, and this yields the bad ones in batches, with
   * names, in the order of their keys; to count them is to go through them. An empty batch only says that it is still at work.
   */
  scan?(context: ScanContext): AsyncIterable<readonly DatabaseRow[]>;
  /** Tables that {@link find} or {@link scan} reads where they are there. */
  readonly mayRead?: TableNeeds;
  /** Why the check has nothing to say in this run, in words; null where it has. */
  doesNotApply?(context: ScanContext): string | null;
  /**
   * Kinds of rows that are no findings but worth a line of the report, each with its line for a number of rows.
   * For a check that has some, {@link find} minds `wanted` and names the kind in a column `aside`, null for findings.
   */
  readonly asides?: Readonly<Record<string, (count: number) => string>>;
  /** What the check does not look at in this database, a sentence each. */
  readonly notSeen?: (catalog: Catalog) => readonly string[];
  /** Why the check cannot be narrowed to one person: with `--user` it does not apply, and says this. */
  readonly unscoped?: string;
  /** The check as it is in the database at hand, where it takes its key from there; else the check is the same everywhere. */
  readonly within?: (catalog: Catalog) => Check;
  /** One row, `count`: how many rows are looked at, for a share of them. */
  readonly examined?: (context: FindContext) => Query;
  /** Of a check with `dated`: the rows that it looks at, by that date, so that a burst of findings can be told as a share of them. */
  readonly datedRows?: {
    /** What they are, in words: `approved applications`. */
    readonly name: string;
    /** One row for each that has the date, in a column `dated`: each finding with a date rests on one of them. Asked for everybody only. */
    of(context: FindContext): Query;
  };
  /** Where an own check is defined; the tool's checks have none. */
  readonly source?: string;
  /** What is wrong with one row. Lines are made by the `line` tag, which keeps text of the row apart. */
  describe(row: NamedRow): Description;
}

/** Declares a check of the tool. Only a typed identity: it exists so that a mistake is an error where it is made. */
export function defineCheck(check: Check & { readonly id: CheckId; readonly sentence: SentenceForm }): Check {
  return check;
}
