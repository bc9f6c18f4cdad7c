import { listOf, misfitOf, object, shaped, type Misfit, type Shape, type Shaped } from '../shape.ts';
import { BadAnswer } from './answer-guard.ts';
import type { DatabaseRow } from './query.ts';

type Columns = Readonly<Record<string, Shape>>;
type Answer<C extends Columns> = DatabaseRow & { readonly [Name in keyof C]: Shaped<C[Name]> };

/**
 * The rows of an answer about the database itself, of which a hostile server may make anything.
 *
 * @param about what they tell, as in `its answer about …`
 * @throws BadAnswer where a column is missing or of another kind than was asked for
 */
export function answered<C extends Columns>(rows: readonly unknown[], about: string, columns: C): readonly Answer<C>[] {
  expectShape(rows, about, listOf(object(columns)));
  return rows as readonly Answer<C>[];
}

/**
 * The only row of such an answer.
 *
 * @throws BadAnswer as {@link answered} does, and where there is none
 */
export function answeredOnce<C extends Columns>(rows: readonly unknown[], about: string, columns: C): Answer<C> {
  const [row] = answered(rows, about, columns);
  if (row === undefined) throw new BadAnswer(`its answer about ${about} has no row`);
  return row;
}

/**
 * What a JSON text of such an answer holds.
 *
 * @throws BadAnswer where that has another shape
 */
export function answeredJson<T>(text: string, about: string, shape: Shape<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadAnswer(`its answer about ${about} is no JSON`, { cause: error });
  }
  return shaped(value, shape, (misfit) => new BadAnswer(`in its answer about ${about}, ${misfit}`));
}

const NO_DIGITS: Misfit = { path: [], problem: 'is no whole number' };
const MISSING: Misfit = { path: [], problem: 'is missing' };

/** A whole number, whatever a driver makes of it. */
export const digits: Shape<number | bigint | string> = (value) => (/^-?\d+$/.test(String(value)) ? null : NO_DIGITS);

const NO_DECIMAL: Misfit = { path: [], problem: 'is no number' };

/** A number, with a fraction or without, as a number or as a text. */
export const decimal: Shape<number | string> = (value) => (/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/.test(String(value)) ? null : NO_DECIMAL);

/** Anything, null too. */
export const anything: Shape<DatabaseRow[string]> = (value) => (value === undefined ? MISSING : null);

/** Columns as this program names them. */
const OURS = /^(?!then$)[a-z][a-z0-9_]*$/;

/**
 * The rows of any other answer: where the first is asked for a column that it does not have, that is said, and not taken for null. All rows of an
 * answer have the same columns.
 *
 * @param errorOf makes a sentence of what is wrong
 */
export function withItsColumns(rows: readonly DatabaseRow[], errorOf: (error: unknown) => unknown): readonly DatabaseRow[] {
  const [first] = rows;
  if (first === undefined) return rows;
  const told = new Proxy(first, {
    get(row, name) {
      if (typeof name === 'string' && !(name in row) && OURS.test(name)) {
        throw errorOf(new BadAnswer(`its answer has no column "${name}", which was asked for`));
      }
      return Reflect.get(row, name) as unknown;
    },
  });
  return [told, ...rows.slice(1)];
}

/** A value that not every row of its kind has: null where it is not there. */
export function valueIfThere(row: DatabaseRow, column: string): DatabaseRow[string] {
  return column in row ? (row[column] ?? null) : null;
}

function expectShape(value: unknown, about: string, shape: Shape): void {
  const misfit = misfitOf(value, shape);
  if (misfit !== null) throw new BadAnswer(`in its answer about ${about}, ${misfit}`);
}
