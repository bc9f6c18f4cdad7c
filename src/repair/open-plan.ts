import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { RefusedError, UsageError } from '../errors.ts';
import { printable, shellWord } from '../model/index.ts';
import { regularChunks, UnreadableFile } from '../regular-file.ts';
import { misfitOf, type Shape } from '../shape.ts';
import { Spool } from '../spool.ts';
import { entitiesIn, KIND, linesOf, LongLine, tallied, VERSION, type Plan, type PlanHeader, type PlanSummary } from './plan-file.ts';
import { plannedEntity, type EntityPlan } from './planned-change.ts';
import { plannedLine, planHead, planTrailer } from './shapes.ts';
import { isMade } from './stored-value.ts';
import { strangeness } from './targets/written.ts';

/** Bytes of a plan, and of a line of it: far more than any repair needs, and what a machine still takes. */
const MOST = 4_000_000_000;
const LONGEST = 32_000_000;

/** Lines after which whoever asks for it opens a plan further: some milliseconds of work. */
const LINES_A_TURN = 250;

/**
 * Opens a saved plan, and keeps a copy of it: what was looked at is what is applied, whatever is written into the file meanwhile. What it comes to is counted and not believed: a limit holds for what it is about to do.
 *
 * @throws UsageError when there is no such file, or it is no plan
 * @throws RefusedError when it was cut off, changed by hand, or written by another version
 */
export function openPlan(file: string): Plan {
  const opening = opened(file);
  for (;;) {
    const { done, value } = opening.next();
    if (done === true) return value;
  }
}

/** The same bit by bit, so that a service goes on answering meanwhile: of a large plan each line is looked at. */
export async function openPlanInTurns(file: string): Promise<Plan> {
  const opening = opened(file);
  for (;;) {
    const { done, value } = opening.next();
    if (done === true) return value;
    await turn();
  }
}

function* opened(file: string): Generator<undefined, Plan> {
  const header = readHeader(file);
  const misfit = misfitOf(header, planHead);
  const copy = new Spool();
  try {
    const { summary, sha256, mistake, trailer } = yield* read(file, copy);
    if (misfitOf(trailer, planTrailer) !== null || (trailer as Trailer).sha256 !== sha256) throw damaged(file);
    if (misfit !== null) throw mistyped(file, 1, misfit);
    if (mistake !== null) throw mistyped(file, mistake.line, mistake.misfit);
    if (!isSame((trailer as Trailer).summary, summary)) throw damaged(file);
    return {
      header,
      summary,
      ...entitiesIn(() => copy.chunks()),
      drop: () => {
        copy.drop();
      },
    };
  } catch (error) {
    copy.drop();
    throw inSentence(file, error);
  }
}

interface Trailer {
  readonly summary: PlanSummary;
  readonly sha256: string;
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
  const header = parse(firstLine(file)) as Partial<Record<keyof PlanHeader, unknown>> | null;
  if (header?.kind !== KIND) {
    throw new UsageError('NO_PLAN', `"${file}" is not a plan of this tool: make one with "peerquest-audit plan --out FILE".`);
  }
  if (header.version !== VERSION) {
    throw new RefusedError('PLAN_VERSION', `The plan "${file}" was written by another version of this tool: make it again with this one.`);
  }
  return header as PlanHeader;
}

function firstLine(file: string): string | undefined {
  try {
    for (const line of linesOf(regularChunks(file, MOST), LONGEST)) return line;
    return undefined;
  } catch (error) {
    throw inSentence(file, error);
  }
}

/**
 * All of a plan but its first line: what it comes to, the hash over all but the last line, the last line, and the first mistake.
 *
 * @param copy is given all lines
 */
function* read(file: string, copy: Spool) {
  const hash = createHash('sha256');
  const tally = tallied();
  const entities = new Set<string>();
  let mistake: { readonly line: number; readonly misfit: string } | null = null;
  let held: string | null = null;
  let line = 0;
  for (const next of linesOf(regularChunks(file, MOST), LONGEST)) {
    copy.write(`${next}\n`);
    if (held !== null) {
      hash.update(`${held}\n`);
      if (line > 1 && mistake === null) {
        const entity = parse(held);
        const misfit = misfitOf(entity, beginsLikeOne(held)) ?? repetition(held, entity as EntityPlan & { target: string }, entities);
        if (misfit === null) tally.add(entity as EntityPlan);
        else mistake = { line, misfit };
      } else if (line === 1 && !isCanonical(held)) mistake = { line, misfit: NOT_AS_WRITTEN };
    }
    held = next;
    line += 1;
    if (line % LINES_A_TURN === 0) yield;
  }
  return {
    summary: tally.summary(),
    sha256: hash.digest('hex'),
    trailer: isCanonical(held ?? '') ? parse(held ?? undefined) : null,
    mistake,
  };
}

const NOT_AS_WRITTEN = 'it has a member twice, or is not written as this tool writes it';

/** Whether a line is what this tool writes for its content: one with a member twice is not. */
function isCanonical(line: string): boolean {
  try {
    return JSON.stringify(JSON.parse(line)) === line;
  } catch {
    return false;
  }
}

/** What a line repeats: a record of a plan is there once, and in it each row. Remembers the record. */
function repetition(line: string, { target, id, changes }: EntityPlan & { target: string }, entities: Set<string>): string | null {
  if (!isCanonical(line)) return NOT_AS_WRITTEN;
  const entity = createHash('sha256')
    .update(JSON.stringify([target, id]))
    .digest('base64')
    .slice(0, 22);
  if (entities.has(entity)) return 'its record is there already';
  entities.add(entity);
  // Rows that are to get an id are told apart by what is to stand in them.
  const rows = changes.map(({ table, key, after }) => JSON.stringify([table, Object.values(key).some(isMade) ? after : key]));
  if (new Set(rows).size < rows.length && changes.some(({ operation }) => operation === 'insert')) return 'it makes the same row twice';
  const strange = changes.map((change) => strangeness(change, false)).find((one) => one !== null);
  return strange === undefined ? null : `one of its changes ${strange}`;
}

/** What speaks against a plan, as a sentence: also of what cannot be read, and of what is longer than any plan. */
function inSentence(file: string, error: unknown): unknown {
  if (error instanceof LongLine) {
    return new RefusedError(
      'PLAN_DAMAGED',
      `The plan "${file}" has a line of more than ${LONGEST / 1e6} MB, which no plan has: make it again with "peerquest-audit plan".`,
    );
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || (syscall === undefined && !(error instanceof UnreadableFile))) return error;
  return new UsageError(
    'NO_PLAN',
    `The plan "${file}" cannot be read (${code}): make one with "peerquest-audit plan --out ${shellWord(file)}".`,
    {
      cause: error,
    },
  );
}

/** A line that only looks like a record would be counted, and not be applied. */
function beginsLikeOne(line: string): Shape {
  return (value) => plannedLine(value) ?? (plannedEntity(line) === null ? { path: [], problem: 'does not begin as a record does' } : null);
}

function isSame(told: PlanSummary, counted: PlanSummary): boolean {
  const inOrder = ({ entities, changes, byKind, doubtful }: PlanSummary): string =>
    JSON.stringify([entities, changes, Object.entries(byKind).sort(([a], [b]) => (a < b ? -1 : 1)), doubtful]);
  return inOrder(told) === inOrder(counted);
}

function damaged(file: string): RefusedError {
  return new RefusedError(
    'PLAN_DAMAGED',
    `The plan "${file}" is not whole or was changed by hand: make it again with "peerquest-audit plan".`,
  );
}

function mistyped(file: string, line: number, misfit: string): RefusedError {
  return new RefusedError(
    'PLAN_DAMAGED',
    `The plan "${file}" has a mistake in line ${line}, ${printable(misfit)}: make it again with "peerquest-audit plan".`,
  );
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '') as unknown;
  } catch {
    return null;
  }
}
