import { StoreError } from '../errors.ts';
import type { NewTransaction } from '../history/index.ts';
import { printable, type RowId } from '../model/index.ts';
import { misfitOf } from '../shape.ts';
import type { Deed, PlannedChange } from './planned-change.ts';
import { journaledEntities } from './shapes.ts';
import type { RestingOn } from './standing.ts';

/** One change as it was really made. */
export interface JournaledChange extends PlannedChange {
  /** Hash over the whole row after the transaction: any later change of it shows. Null for a row that was deleted. */
  readonly digest: string | null;
  /** What rested on the row right after the transaction; absent where nothing can. */
  readonly standing?: RestingOn;
}

/** One entity's changes as they were really made, in one transaction. */
export interface JournaledEntity {
  readonly id: RowId;
  readonly changes: readonly JournaledChange[];
  readonly words: readonly (readonly Deed[])[];
}

/**
 * Entities as they were made, as the journal keeps them: a text, because the entities of a large transaction would fill the
 * memory as objects.
 */
export class Journal {
  readonly #parts: string[] = [];
  /** The last part is small enough to stay as it is, and for a server it is the only one. */
  #last: readonly JournaledEntity[] = [];
  #entities = 0;
  #changes = 0;

  get entities(): number {
    return this.#entities;
  }

  get changes(): number {
    return this.#changes;
  }

  add(entities: readonly JournaledEntity[]): void {
    this.#parts.push(JSON.stringify(entities));
    this.#last = entities;
    this.#entities += entities.length;
    this.#changes += entities.reduce((sum, { changes }) => sum + changes.length, 0);
  }

  /** What the store keeps of one transaction. */
  payload(): string {
    const [first = '[]', ...more] = this.#parts;
    return more.length === 0 ? first : `[${this.#parts.map((part) => part.slice(1, -1)).join(',')}]`;
  }

  /** The entities again, as many at a time as were added. */
  *read(): Generator<readonly JournaledEntity[]> {
    for (const part of this.#parts.slice(0, -1)) yield fromPayload(part);
    if (this.#last.length > 0) yield this.#last;
  }
}

/**
 * The entities of one transaction, as a store has them.
 *
 * @param store the store in words
 * @throws StoreError when another program has written into it
 */
export function readPayload(
  { runId, number, payload }: Pick<NewTransaction, 'runId' | 'number' | 'payload'>,
  store: string,
): readonly JournaledEntity[] {
  let entities: unknown;
  let misfit: string | null;
  try {
    entities = JSON.parse(payload) as unknown;
    misfit = misfitOf(entities, journaledEntities);
  } catch {
    misfit = 'it is no JSON';
  }
  if (misfit === null) return entities as readonly JournaledEntity[];
  throw new StoreError(
    'STORE_DAMAGED',
    `The store of runs ${store} is damaged: in transaction ${number} of run ${printable(runId)}, ${printable(misfit)}; restore it from a backup.`,
  );
}

/** What was added to a journal, again. */
function fromPayload(payload: string): readonly JournaledEntity[] {
  return JSON.parse(payload) as readonly JournaledEntity[];
}
