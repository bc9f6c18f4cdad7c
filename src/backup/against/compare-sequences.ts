import { integerOf, type ReadSession } from '../../database/index.ts';

/** What a backup and the live database have of sequences, but for those that give both the ids of the same table. */
export interface SequenceComparison {
  /** Those that only the live database has. */
  readonly missing: readonly string[];
  /** Those that only the backup has. */
  readonly surplus: readonly string[];
  /** Those of which the next number is another in each of the two; null where there is none left. Decides nothing: it moves on. */
  readonly apart: readonly { readonly name: string; readonly backup: string | null; readonly live: string | null }[];
}

/** A sequence in one of the two. */
interface Sequence {
  /** The table whose ids it gives. */
  readonly idsOf: string | null;
  readonly mayRead: boolean;
}

/**
 * Compares the sequences of a backup with those of the live database.
 *
 * @param tables those that both have: sequences that give ids of others come and go with them
 */
export async function compareSequences(backup: ReadSession, live: ReadSession, tables: readonly string[]): Promise<SequenceComparison> {
  const [ours, theirs] = [await sequencesOf(backup), await sequencesOf(live)];
  const only = (some: ReadonlyMap<string, Sequence>, others: ReadonlyMap<string, Sequence>): readonly string[] =>
    [...some].flatMap(([name, { idsOf }]) => (others.has(name) || (idsOf !== null && !tables.includes(idsOf)) ? [] : [name]));
  const apart: SequenceComparison['apart'][number][] = [];
  for (const [name, own] of ours) {
    const other = theirs.get(name);
    // A table's own counter is told of with its table.
    if (other === undefined || (own.idsOf !== null && own.idsOf === other.idsOf) || !own.mayRead || !other.mayRead) continue;
    const numbers = { name, backup: await nextOf(backup, name), live: await nextOf(live, name) };
    if (numbers.backup !== numbers.live) apart.push(numbers);
  }
  return { missing: only(theirs, ours), surplus: only(ours, theirs), apart };
}

async function sequencesOf(session: ReadSession): Promise<ReadonlyMap<string, Sequence>> {
  const { sequences } = session.capabilities;
  const rows = sequences === null ? [] : await session.all(sequences.names);
  return new Map(
    rows.map((row) => [
      String(row['name']),
      { idsOf: row['ids_of'] === null ? null : String(row['ids_of']), mayRead: Boolean(row['may_read']) },
    ]),
  );
}

async function nextOf(session: ReadSession, name: string): Promise<string | null> {
  const { sequences } = session.capabilities;
  const [row] = sequences === null ? [] : await session.all(sequences.next(name));
  return row?.['next_value'] == null ? null : String(integerOf(row['next_value']));
}
