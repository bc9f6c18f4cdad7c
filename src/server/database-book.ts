import { allChecks, withOverrides, type Check } from '../checks/index.ts';
import { connect } from '../database/index.ts';
import { subjectName, type Store, type Subject } from '../history/index.ts';
import { maySee, type Caller } from './caller.ts';
import type { NamedDatabase } from './ports.ts';
import { notFound, Problem } from './problem.ts';

/** A database that a caller may see. */
export interface OpenDatabase extends NamedDatabase {
  /** Every check, with the overrides of the configuration. */
  readonly checks: readonly Check[];
  /** Whether words of people are left out. */
  readonly redact: boolean;
}

/** The databases of the service, by their names in paths. */
export class DatabaseBook {
  readonly #all: readonly OpenDatabase[];
  readonly #subjects = new Map<string, string>();

  constructor(all: readonly NamedDatabase[]) {
    this.#all = all.map((one) => {
      const { checks = [], overrides = {}, redact = false } = one.workspace.settings;
      return { ...one, checks: withOverrides(allChecks(checks), overrides), redact };
    });
  }

  /** Those that a caller may see. */
  seenBy(caller: Caller): readonly OpenDatabase[] {
    return this.#all.filter(({ title }) => maySee(caller, title));
  }

  /**
   * The database of a path.
   *
   * @throws Problem 404 for one that is not there, and for one that the caller may not see
   */
  open(title: string, caller: Caller): OpenDatabase {
    const found = this.seenBy(caller).find((one) => one.title === title);
    if (found === undefined) throw notFound();
    return found;
  }

  /** What the history calls a database: its name, or where it has none its identity, which is asked for once. */
  async subjectName({ title, workspace }: NamedDatabase): Promise<string> {
    const { address } = await workspace.database();
    if (address.subject !== undefined) return subjectName(address.subject.name, address.subject.backup);
    const known = this.#subjects.get(title);
    if (known !== undefined) return known;
    const session = await connect(address, []);
    try {
      const identity = await session.identity();
      this.#subjects.set(title, identity);
      return identity;
    } finally {
      await session.close();
    }
  }

  /**
   * The history of a database.
   *
   * @throws Problem 404 where it has none yet
   */
  async subject(store: Store, database: NamedDatabase): Promise<Subject> {
    const subject = await this.#find(store, database);
    if (subject === null) throw new Problem(404, 'No run of this database is kept yet: audit it first.', { code: 'NO_RUNS' });
    return subject;
  }

  /** The same; null where it has none yet and whoever asks is content with that. */
  subjectOr(unaudited: 'refused' | 'empty', store: Store, database: NamedDatabase): Promise<Subject | null> {
    return unaudited === 'empty' ? this.#find(store, database) : this.subject(store, database);
  }

  async #find(store: Store, database: NamedDatabase): Promise<Subject | null> {
    const name = await this.subjectName(database);
    return (await store.history.subjects()).find((one) => one.name === name) ?? null;
  }
}
