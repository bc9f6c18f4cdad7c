import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { RefusedError, UsageError } from '../errors.ts';
import { printable, shellWord } from '../model/index.ts';
import { misfitOf, type Shape } from '../shape.ts';
import { entitiesIn, KIND, linesOf, tallied, VERSION, type Plan, type PlanHeader, type PlanSummary } from './plan-file.ts';
import { plannedEntity, type EntityPlan } from './planned-change.ts';
import { plannedLine, planHead, planTrailer } from './shapes.ts';

/**
 * Opens a saved plan. What it comes to is counted and not believed: a limit holds for what it is about to do.
 *
 * @throws UsageError when there is no such file, or it is no plan
 * @throws RefusedError when it was cut off, changed by hand, or written by another version
 */
export function openPlan(file: string): Plan {
  const header = readHeader(file);
  const misfit = misfitOf(header, planHead);
  const { summary, sha256, mistake, trailer } = read(file);
  if (misfitOf(trailer, planTrailer) !== null || (trailer as Trailer).sha256 !== sha256) throw damaged(file);
  if (misfit !== null) throw mistyped(file, 1, misfit);
  if (mistake !== null) throw mistyped(file, mistake.line, mistake.misfit);
  if (!isSame((trailer as Trailer).summary, summary)) throw damaged(file);
  return { header, summary, ...entitiesIn(() => fileChunks(file)), drop: () => undefined };
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
  let first: string | undefined;
  try {
    [first] = linesOf(fileChunks(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(
      'NO_PLAN',
      `The plan "${file}" cannot be read (${code}): make one with "peerquest-audit plan --out ${shellWord(file)}".`,
      {
        cause: error,
      },
    );
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

/** All of a plan but its first line: what it comes to, the hash over all but the last line, the last line, and the first mistake. */
function read(file: string) {
  const hash = createHash('sha256');
  const tally = tallied();
  let mistake: { readonly line: number; readonly misfit: string } | null = null;
  let held: string | null = null;
  let line = 0;
  for (const next of linesOf(fileChunks(file))) {
    if (held !== null) {
      hash.update(`${held}\n`);
      if (line > 1) {
        const entity = parse(held);
        const misfit = misfitOf(entity, beginsLikeOne(held));
        if (misfit === null) tally.add(entity as EntityPlan);
        else mistake ??= { line, misfit };
      }
    }
    held = next;
    line += 1;
  }
  return { summary: tally.summary(), sha256: hash.digest('hex'), trailer: parse(held ?? undefined), mistake };
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
