import { createHash } from 'node:crypto';
import { RefusedError, StoreError } from '../errors.ts';
import type { RunRecord, Store, TransactionRecord } from '../history/index.ts';
import { printable } from '../model/index.ts';
import { readPayload, type JournaledChange, type JournaledEntity } from './journal.ts';
import { isMade } from './stored-value.ts';
import type { Tables } from './tables.ts';
import { isMove, strangeness } from './targets/written.ts';

const PARTICIPANTS = 'quests_questparticipant';

/** What a person has been shown of a journal that no key vouches for: by the numbers of its transactions, a hash of each. */
export type Seen = ReadonlyMap<number, string>;

/** A run's journal as an undo reads it: nothing is taken from it that this tool has not written, or that a person has not seen. */
export class BelievedJournal {
  readonly #store: Store;
  readonly #run: RunRecord;
  /** Null where the key vouches for the run. */
  readonly #seen: Seen | 'to be shown' | null;
  readonly #shapes = new Map<string, Shape>();

  private constructor(store: Store, run: RunRecord, seen: Seen | 'to be shown' | null) {
    this.#store = store;
    this.#run = run;
    this.#seen = seen;
  }

  /**
   * The journal of a run that is to be taken back.
   *
   * @param seen what a person has seen of it and wants undone all the same
   * @throws RefusedError when the key does not vouch for the run, and nobody else does
   */
  static async toUndo(store: Store, run: RunRecord, seen: Seen | null): Promise<BelievedJournal> {
    const signature = await store.runs.signatureOf(run);
    if (!signature.isValid && seen === null) throw notTrusted(store, run, signature.reason);
    return new BelievedJournal(store, run, signature.isValid ? null : seen);
  }

  /** The journal of a run that is only to be shown. */
  static async toShow(store: Store, run: RunRecord): Promise<BelievedJournal> {
    return new BelievedJournal(store, run, (await store.runs.signatureOf(run)).isValid ? null : 'to be shown');
  }

  /** Whether its words say what its changes do. */
  get hasWords(): boolean {
    return this.#seen === null;
  }

  /**
   * @throws RefusedError, StoreError when the transaction is none that this tool has written, or not the one that was shown
   */
  read(transaction: TransactionRecord): readonly JournaledEntity[] {
    const { number, isSigned } = transaction;
    const entities = readPayload(transaction, this.#store.location);
    if (this.#seen === null) {
      if (!isSigned) throw notTrusted(this.#store, this.#run, `transaction ${number} is not what was signed`);
    } else if (this.#seen !== 'to be shown' && this.#seen.get(number) !== hashOf(transaction)) {
      throw new StoreError(
        'STORE_CHANGED',
        `The store of runs ${this.#store.location} has changed since you were shown transaction ${number} of run ${printable(this.#run.id)}: look at it again.`,
      );
    }
    for (const { changes } of entities) {
      for (const change of changes) {
        const values = [change.key, change.before ?? {}, change.after ?? {}].flatMap((row) => Object.values(row));
        const strange = values.some(isMade) ? 'has a value that only a write makes' : strangeness(change, true);
        if (strange !== null) throw strangeChange(this.#store, transaction, change.table, strange);
        this.#remember(transaction, change);
      }
    }
    return entities;
  }

  /** The tables that changes were read of, and the one that tells whether what was moved refers to a participant row. */
  get tables(): readonly string[] {
    const shapes = [...this.#shapes.values()];
    return [...new Set([...shapes.map(({ table }) => table), ...(shapes.some(({ moved }) => moved !== null) ? [PARTICIPANTS] : [])])];
  }

  /**
   * Looks at what only the database can tell of the changes that were read: that they name rows by their keys, and that what merging
   * duplicates moves refers to a participant row.
   *
   * @throws StoreError when a change is none that this tool makes
   */
  requireKnown(tables: Tables): void {
    for (const { transaction, table, key, moved } of this.#shapes.values()) {
      const schema = tables.get(table);
      if (schema === undefined) continue;
      if (key.length !== schema.key.length || !schema.key.every((column) => key.includes(column))) {
        throw strangeChange(this.#store, transaction, table, 'does not name its row by its key');
      }
      const references = tables.get(PARTICIPANTS)?.referencedBy ?? [];
      if (moved !== null && !references.some((one) => one.table === table && one.schema === null && one.columns[0] === moved)) {
        throw strangeChange(this.#store, transaction, table, 'is a change of a table that this tool never changes');
      }
    }
  }

  #remember(transaction: TransactionRecord, change: JournaledChange): void {
    const key = Object.keys(change.key);
    const moved = isMove(change) ? (Object.keys(change.after ?? {})[0] ?? '') : null;
    const name = JSON.stringify([change.table, key, moved]);
    const { runId, number } = transaction;
    if (!this.#shapes.has(name)) this.#shapes.set(name, { transaction: { runId, number }, table: change.table, key, moved });
  }
}

/** What a change says of its table, by which it can be judged when the table is known. */
interface Shape {
  readonly transaction: Pick<TransactionRecord, 'runId' | 'number'>;
  readonly table: string;
  readonly key: readonly string[];
  /** The column that refers to a participant row, where duplicates were merged; null for every other change. */
  readonly moved: string | null;
}

/** What was shown of a transaction, to tell whether another one stands in its place. */
export function hashOf({ state, payload }: TransactionRecord): string {
  return createHash('sha256').update(`${state}\n${payload}`).digest('hex');
}

function notTrusted(store: Store, run: RunRecord, reason: string): RefusedError {
  return new RefusedError(
    'STORE_NOT_TRUSTED',
    `Run ${printable(run.id)} of the store ${store.location} may have been written by another program, because ${reason}: nothing was undone; look at each change with "peerquest-audit show", and undo it with --trust-store if you know them (a shared store needs the same PEERQUEST_AUDIT_STORE_KEY for everybody).`,
  );
}

function strangeChange(
  store: Store,
  { runId, number }: Pick<TransactionRecord, 'runId' | 'number'>,
  table: string,
  strange: string,
): StoreError {
  return new StoreError(
    'STORE_DAMAGED',
    `The store of runs ${store.location} is damaged: in transaction ${number} of run ${printable(runId)}, a change of ${printable(table)} ${printable(strange)}; restore it from a backup.`,
  );
}
