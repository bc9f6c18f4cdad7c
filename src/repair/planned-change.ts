import type { Operation, RowId } from '../model/index.ts';
import type { StoredRow } from './stored-value.ts';

/** One row that is to be, or was, inserted, updated or deleted. */
export interface PlannedChange {
  /** The check whose finding the change mends; where several want the same row different, the first of them. */
  readonly check: string;
  readonly table: string;
  readonly operation: Operation;
  readonly key: StoredRow;
  /** The columns that change, as they were; the whole row for a delete; null for an insert. */
  readonly before: StoredRow | null;
  /** The same columns afterwards; the whole row for an insert; null for a delete. */
  readonly after: StoredRow | null;
  /**
   * In an undo: columns that the database made a value for, by its clock or a trigger. Their old values are written like the others,
   * but a trigger that counts versions or keeps the time of the last change may have its way again.
   */
  readonly byDatabase?: readonly string[];
}

/**
 * What a change does, in words that are safe to print: what stands after "Would", as in `create participant for ann in quest
 * "Map the harbour"`.
 */
export type Deed = string;

/** What the first word of a deed becomes once it is done. */
const DONE: Readonly<Record<string, string>> = {
  create: 'Created',
  update: 'Updated',
  assign: 'Assigned',
  move: 'Moved',
  keep: 'Kept',
  delete: 'Deleted',
  insert: 'Inserted',
  'undo:': 'Undone:',
};

/** A deed as it reads afterwards: `Created participant for ann in quest "Map the harbour"`. */
export function done(deed: Deed): string {
  return deed.replace(/^\S+/, (verb) => DONE[verb] ?? verb);
}

/** All changes of one entity: they are made in one transaction, or not at all. */
export interface EntityPlan {
  /** Key of the entity among those of its target: a number, or a text as the database stores it. */
  readonly id: RowId;
  readonly changes: readonly PlannedChange[];
  /** For each change, what it does in words; they name people and titles and are no part of what is compared. */
  readonly words: readonly (readonly Deed[])[];
  /** Findings that are mended although they may be no fault (SPEC 4.1, `possibly-left`). */
  readonly doubtful: number;
  /** Findings of it that are left as they are, a sentence each that is safe to print; absent where there are none. */
  readonly leftOut?: readonly string[];
}

/** An entity of a plan as the plan's file has it: parsed only where it is to be seen. */
export interface PlannedEntity {
  /** The target that plans it anew. */
  readonly target: string;
  readonly id: RowId;
  readonly line: string;
  /** Where in the line its changes begin. */
  readonly changesAt: number;
}

/** A plan's line for an entity: JSON that begins with what {@link plannedEntity} needs. */
export function toLine(target: string, { id, changes, words, doubtful, leftOut }: EntityPlan): string {
  return `{"target":"${target}","id":${JSON.stringify(id)},"changes":${JSON.stringify(changes)},"words":${JSON.stringify(words)},"doubtful":${doubtful}${leftOut === undefined ? '' : `,"leftOut":${JSON.stringify(leftOut)}`}}`;
}

const BEGINNING = /^\{"target":"([a-z-]+)","id":(-?\d+|"(?:[^"\\]|\\.)*"),"changes":/;

/** The beginning of a plan's line; null for a line that is no entity. */
export function plannedEntity(line: string): PlannedEntity | null {
  const [beginning = '', target = '', id = ''] = BEGINNING.exec(line) ?? [];
  return id === '' ? null : { target, id: JSON.parse(id) as RowId, line, changesAt: beginning.length };
}

/** Whether a plan's line has something to do: where it has not, it only says what is left out. */
export function hasWork({ line, changesAt }: PlannedEntity): boolean {
  return !line.startsWith('[]', changesAt);
}

/** Whether a plan has the same changes: the same rows, columns and values in the same order. */
export function hasChanges({ line, changesAt }: PlannedEntity, { changes }: EntityPlan): boolean {
  const text = `${JSON.stringify(changes)},"words":`;
  return line.slice(changesAt, changesAt + text.length) === text;
}

/** A planned entity in full. */
export function entityPlan({ line }: PlannedEntity): EntityPlan {
  return JSON.parse(line) as EntityPlan;
}
