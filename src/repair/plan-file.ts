import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import { emptyRecord, type UserReference } from '../model/index.ts';
import { replaceFile } from '../replace-file.ts';
import { Spool, writeAll } from '../spool.ts';
import { entityPlan, hasWork, plannedEntity, toLine, type EntityPlan, type PlannedEntity } from './planned-change.ts';
import type { Kinds } from './stored-value.ts';
import type { RepairScope, Target } from './targets/target.ts';

/** Version of the file's form: raised when an older version of the tool could misread it. */
export const VERSION = 3;
/** What the first line of a plan says of it. */
export const KIND = 'peerquest-audit plan';
const NEWLINE = 0x0a;

/** What a plan was made for, with which tool. It holds no credentials. */
export interface PlanHeader {
  readonly kind: typeof KIND;
  readonly version: typeof VERSION;
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly toolVersion: string;
  readonly database: { readonly engine: string; readonly name: string; readonly identity: string };
  /** Hash of the columns of all tables that the plan rests on. */
  readonly schema: string;
  /** In the order in which they are repaired. */
  readonly targets: readonly Target['id'][];
  readonly scope: RepairScope;
  /** The checks that were audited when it was made; null for the default. */
  readonly audited: { readonly only: readonly string[] | null; readonly skip: readonly string[] };
  /** The person it was narrowed to. */
  readonly user: UserReference | null;
  /** What the database will do by itself when the tables are written, a sentence each. */
  readonly hazards: readonly string[];
  /** So that the plan can be shown without the database. */
  readonly kinds: Kinds;
}

/** What a plan comes to. */
export interface PlanSummary {
  readonly entities: number;
  readonly changes: number;
  /** By `operation table`, for example `insert quests_questparticipant`. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Findings that are mended although they may be no fault. */
  readonly doubtful: number;
  /** What is left as it is although a check finds it, and why: a sentence each, and of many the first ones. */
  readonly leftOut: readonly string[];
}

/** So many sentences of what is left out are told. */
const MOST_LEFT_OUT = 20;

/** The changes that a repair will make: made once, read as often as wanted. */
export interface Plan {
  readonly header: PlanHeader;
  readonly summary: PlanSummary;
  /** In the order in which they are applied. */
  planned(): Iterable<PlannedEntity>;
  /** The same in full. */
  entities(): Iterable<EntityPlan>;
  /** Lets a temporary plan go. */
  drop(): void;
}

/** The parts of a header that do not follow from this version of the tool. */
export function planHeader(parts: Omit<PlanHeader, 'kind' | 'version'>): PlanHeader {
  return { kind: KIND, version: VERSION, ...parts };
}

/** Counts what a plan comes to. */
export function tallied(): { add(entity: EntityPlan): void; summary(): PlanSummary } {
  const byKind = emptyRecord<number>();
  const leftOut: string[] = [];
  let [entities, changes, doubtful, untold] = [0, 0, 0, 0];
  return {
    add(entity) {
      for (const sentence of entity.leftOut ?? []) {
        if (leftOut.length < MOST_LEFT_OUT) leftOut.push(sentence);
        else untold += 1;
      }
      if (entity.changes.length === 0) return;
      entities += 1;
      changes += entity.changes.length;
      doubtful += entity.doubtful;
      for (const { operation, table } of entity.changes) {
        const kind = `${operation} ${table}`;
        byKind[kind] = (byKind[kind] ?? 0) + 1;
      }
    },
    summary: () => ({
      ...{ entities, changes, byKind, doubtful },
      leftOut: untold === 0 ? leftOut : [...leftOut, `${untold} more are left as they are for such reasons.`],
    }),
  };
}

/** Collects a plan outside memory: JSON Lines of header, entities and summary. */
export class PlanWriter {
  readonly #spool = new Spool();
  readonly #header: PlanHeader;
  readonly #tally = tallied();

  constructor(header: PlanHeader) {
    this.#header = header;
    this.#spool.write(`${JSON.stringify(header)}\n`);
  }

  add(target: Target['id'], entity: EntityPlan): void {
    this.#spool.write(`${toLine(target, entity)}\n`);
    this.#tally.add(entity);
  }

  /** The whole plan. Nothing can be added to it. */
  finish(): Plan & { save(file: string): void } {
    const spool = this.#spool;
    const summary = this.#tally.summary();
    return {
      header: this.#header,
      summary,
      ...entitiesIn(() => spool.chunks()),
      drop: () => {
        spool.drop();
      },
      save: (file) => {
        savePlan(file, spool, summary);
      },
    };
  }
}

/** Writes the plan, a new one so that only this account can read it; it takes its name when it is whole. */
function savePlan(file: string, spool: Spool, summary: PlanSummary): void {
  try {
    replaceFile(file)((descriptor) => {
      const hash = createHash('sha256');
      for (const chunk of spool.chunks()) {
        hash.update(chunk);
        writeAll(descriptor, chunk);
      }
      writeAll(descriptor, Buffer.from(`${JSON.stringify({ summary, sha256: hash.digest('hex') })}\n`));
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(
      'OUTPUT_NOT_WRITABLE',
      `The plan cannot be written to "${file}" (${code}): check that its folder exists, may be written to and has space left.`,
      { cause: error },
    );
  }
}

/** The lines between the header and the trailer. */
export function entitiesIn(chunks: () => Iterable<Uint8Array>): Pick<Plan, 'planned' | 'entities'> {
  function* planned(): Generator<PlannedEntity> {
    for (const line of linesOf(chunks())) {
      const entity = plannedEntity(line);
      if (entity !== null && hasWork(entity)) yield entity;
    }
  }
  function* entities(): Generator<EntityPlan> {
    for (const entity of planned()) yield entityPlan(entity);
  }
  return { planned, entities };
}

/** A line that is longer than the caller can take. */
export class LongLine extends Error {}

/**
 * Lines without their ends.
 *
 * @throws LongLine when one has more than `most` bytes
 */
export function* linesOf(chunks: Iterable<Uint8Array>, most = Infinity): Generator<string> {
  // Put together once for each line: adding every piece to what there is would copy a long line again and again.
  let parts: Uint8Array[] = [];
  let length = 0;
  const taken = (last: Uint8Array): string => {
    const bytes = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    length = 0;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  };
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield taken(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (rest.length === 0) continue;
    length += rest.length;
    if (length > most) throw new LongLine();
    // A spool uses its buffer again.
    parts.push(Buffer.from(rest));
  }
  if (length > 0) yield taken(new Uint8Array());
}
