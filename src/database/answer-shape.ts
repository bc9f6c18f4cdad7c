import { listOf, misfitOf, object, type Shape } from '../shape.ts';
import { BadAnswer } from './answer-guard.ts';
import type { DatabaseRow } from './read-session.ts';

/**
 * The rows of an answer about the database itself, of which a hostile server may make anything.
 *
 * @param about what they tell, as in `its answer about …`
 * @throws BadAnswer where a column is missing or of another kind than was asked for
 */
export function answered(rows: readonly unknown[], about: string, columns: Readonly<Record<string, Shape>>): readonly DatabaseRow[] {
  expectShape(rows, about, listOf(object(columns)));
  return rows as readonly DatabaseRow[];
}

/**
 * What a JSON text of such an answer holds.
 *
 * @throws BadAnswer where that has another shape
 */
export function answeredJson(text: string, about: string, shape: Shape): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadAnswer(`its answer about ${about} is no JSON`, { cause: error });
  }
  expectShape(value, about, shape);
  return value;
}

function expectShape(value: unknown, about: string, shape: Shape): void {
  const misfit = misfitOf(value, shape);
  if (misfit !== null) throw new BadAnswer(`in its answer about ${about}, ${misfit}`);
}
