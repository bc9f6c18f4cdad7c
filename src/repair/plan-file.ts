import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RefusedError, UsageError } from '../errors.ts';
import type { UserReference } from '../model/index.ts';
import { Spool, writeAll } from '../spool.ts';
import { entityPlan, plannedEntity, toLine, type EntityPlan, type PlannedEntity } from './planned-change.ts';
import type { Kinds } from './stored-value.ts';
import type { RepairScope, Target } from './targets/target.ts';

/** Version of the file's form: raised when an older version of the tool could misread it. */
const VERSION = 3;
const KIND = 'peerquest-audit plan';
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
}

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

/** Collects a plan outside memory: JSON Lines of header, entities and summary. */
export class PlanWriter {
  readonly #spool = new Spool();
  readonly #header: PlanHeader;
  readonly #byKind: Record<string, number> = {};
  #entities = 0;
  #changes = 0;
  #doubtful = 0;

  constructor(header: PlanHeader) {
    this.#header = header;
    this.#spool.write(`${JSON.stringify(header)}\n`);
  }

  add(target: Target['id'], entity: EntityPlan): void {
    this.#spool.write(`${toLine(target, entity)}\n`);
    this.#entities += 1;
    this.#changes += entity.changes.length;
    this.#doubtful += entity.doubtful;
    for (const { operation, table } of entity.changes) {
      const kind = `${operation} ${table}`;
      this.#byKind[kind] = (this.#byKind[kind] ?? 0) + 1;
    }
  }

  /** The whole plan. Nothing can be added to it. */
  finish(): Plan & { save(file: string): void } {
    const spool = this.#spool;
    const summary: PlanSummary = { entities: this.#entities, changes: this.#changes, byKind: this.#byKind, doubtful: this.#doubtful };
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

/** Writes the plan so that only this account can read it; it takes its name when it is whole. */
function savePlan(file: string, spool: Spool, summary: PlanSummary): void {
  const temporary = join(dirname(file), `.${process.pid}.${Date.now()}.peerquest-audit.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      for (const chunk of spool.chunks()) {
        hash.update(chunk);
        writeAll(descriptor, chunk);
      }
      writeAll(descriptor, Buffer.from(`${JSON.stringify({ summary, sha256: hash.digest('hex') })}\n`));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(
      'OUTPUT_NOT_WRITABLE',
      `The plan cannot be written to "${file}" (${code}): check that its folder exists, may be written to and has space left.`,
      { cause: error },
    );
  }
}

/**
 * Opens a saved plan.
 *
 * @throws UsageError when there is no such file, or it is no plan
 * @throws RefusedError when it was cut off, changed by hand, or written by a newer version
 */
export function openPlan(file: string): Plan {
  const header = readHeader(file);
  const { summary, sha256 } = readTrailer(file);
  if (sha256 !== hashWithoutTrailer(file)) throw damaged(file);
  return { header, summary, ...entitiesIn(() => fileChunks(file)), drop: () => undefined };
}

/** Whether a text names a saved plan rather than a run. */
export function isPlanFile(file: string): boolean {
  try {
    readHeader(file);
    return true;
  } catch {
    return false;
  }
}

function readHeader(file: string): PlanHeader {
  let first: string | undefined;
  try {
    [first] = linesOf(fileChunks(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError('NO_PLAN', `The plan "${file}" cannot be read (${code}): make one with "peerquest-audit plan --out ${file}".`, {
      cause: error,
    });
  }
  const header = parse(first) as Partial<Record<keyof PlanHeader, unknown>> | null;
  if (header?.kind !== KIND) {
    throw new UsageError('NO_PLAN', `"${file}" is not a plan of this tool: make one with "peerquest-audit plan --out FILE".`);
  }
  if (header.version !== VERSION) {
    throw new RefusedError('PLAN_VERSION', `The plan "${file}" was written by another version of this tool: make it again with this one.`);
  }
  return header as PlanHeader;
}

function readTrailer(file: string): { readonly summary: PlanSummary; readonly sha256: string } {
  let last = '';
  for (const line of linesOf(fileChunks(file))) last = line;
  const trailer = parse(last) as { readonly summary?: PlanSummary; readonly sha256?: string } | null;
  if (trailer?.summary === undefined || trailer.sha256 === undefined) throw damaged(file);
  return { summary: trailer.summary, sha256: trailer.sha256 };
}

function hashWithoutTrailer(file: string): string {
  const hash = createHash('sha256');
  let held: string | null = null;
  for (const line of linesOf(fileChunks(file))) {
    if (held !== null) hash.update(`${held}\n`);
    held = line;
  }
  return hash.digest('hex');
}

function damaged(file: string): RefusedError {
  return new RefusedError(
    'PLAN_DAMAGED',
    `The plan "${file}" is not whole or was changed by hand: make it again with "peerquest-audit plan".`,
  );
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '') as unknown;
  } catch {
    return null;
  }
}

/** The lines between the header and the trailer. */
function entitiesIn(chunks: () => Iterable<Uint8Array>): Pick<Plan, 'planned' | 'entities'> {
  function* planned(): Generator<PlannedEntity> {
    for (const line of linesOf(chunks())) {
      const entity = plannedEntity(line);
      if (entity !== null) yield entity;
    }
  }
  function* entities(): Generator<EntityPlan> {
    for (const entity of planned()) yield entityPlan(entity);
  }
  return { planned, entities };
}

function* linesOf(chunks: Iterable<Uint8Array>): Generator<string> {
  let rest = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest.toString();
}

function* fileChunks(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const chunk = Buffer.alloc(262_144);
      const length = readSync(descriptor, chunk);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
