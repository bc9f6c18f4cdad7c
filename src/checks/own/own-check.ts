import type { Expression, Kysely } from 'kysely';
import type { DatabaseRow, TableNeeds } from '../../database/index.ts';
import type { Description, Line, SentenceForm, Severity } from '../../model/index.ts';
import type { FindContext, IndexNeed } from '../define-check.ts';

/** The group of own checks that name none, and the name that chooses all of them. */
export const OWN = 'own';

/** How ids and groups are written: lower-case words with hyphens between them. */
export const OWN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What the query of an own check is written with. */
export interface OwnFindContext<Schema> extends FindContext {
  /** Builds the query, with the tables and columns of `Schema`; the engine at hand gets it in its own words. */
  readonly db: Kysely<Schema>;
}

/** What an own check may say of one row; whatever it leaves out is told from the row's columns. */
export interface OwnDescription extends Partial<Omit<Description, 'key' | 'headline' | 'details'>> {
  /** What the finding is about: a {@link Line}, or text, of which all is taken for a value. */
  readonly headline?: string | Line;
  /** Further lines, of the same kinds. */
  readonly details?: readonly (string | Line)[];
}

/**
 * An own check. Four members and a query are enough; the others make its report better. What the columns of
 * the query mean: those in `key` identify a finding, `expected_x` and `actual_x` are shown side by side, all others are
 * evidence.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- without a schema, the builder takes any table and column
export interface OwnCheck<Schema = any> {
  /** Permanent: scripts and acknowledgements name it. Lower-case words with hyphens. */
  readonly id: string;
  /** The heading of its part of the report. */
  readonly title: string;
  readonly severity: Severity;
  /** Columns of the query that identify a finding, and order the report. */
  readonly key: readonly string[];
  /** One SELECT of the bad rows, by `db` or by the `sql` tag. */
  find(context: OwnFindContext<Schema>): Expression<unknown>;
  /** Checks that are chosen together; `own` unless given. */
  readonly group?: string;
  /** Its line in the summary; the title unless given. */
  readonly summaryLabel?: string;
  /** What must hold, in one sentence. */
  readonly invariant?: string;
  /** What goes wrong for people when it does not hold. */
  readonly why?: string;
  /** What a person should do about a finding. */
  readonly advice?: string;
  /** How rows come to be this way: for a query that tells it in a column `cause`. */
  readonly causes?: Readonly<Record<string, string>>;
  /** What a finding says in one sentence, with names of values in braces: `{user} owes {actual.amount} for {quest}`. */
  readonly sentence?: SentenceForm;
  /** Tables that the query reads, or tables with their columns: what is missing is then said before the query fails. */
  readonly needs?: TableNeeds | readonly string[];
  /** Indexes without which the query would be slow on a large table: `doctor` tells which are not there. */
  readonly indexes?: readonly IndexNeed[];
  /** The column of the query that says whose a row is, or `true` where `find` minds `userId` itself; else `--user` leaves it out. */
  readonly user?: string | true;
  /** Columns of the query, and members of what {@link describe} says, that hold no words of people: `--redact` tells them all the same. */
  readonly shown?: readonly string[];
  /** PeerQuest's names to join to each row that is shown, by `user_id`, `quest_id` and `guild_id`. */
  readonly names?: readonly ('user' | 'quest' | 'guild')[];
  /** A query with one row, `count`: how many rows are looked at, so that `warnIf` and `errorIf` can ask for a share of them. */
  examined?(context: OwnFindContext<Schema>): Expression<unknown>;
  /** Tells of one row what its columns do not say by themselves. */
  describe?(row: DatabaseRow): OwnDescription;
}

/** Declares a check of one's own, for the setting `checks`. Only a typed identity: give it the type of your tables. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export function defineOwnCheck<Schema = any>(check: OwnCheck<Schema>): OwnCheck<Schema> {
  return check;
}
