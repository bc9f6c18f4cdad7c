/**
 * What is wrong with a value: the way to the member that is, and what it is not; null for one that has the shape. A plan and a journal
 * hold half a million records, which zod takes twice as long to look at as JSON takes to parse (docs/decisions/0016): these are plain functions, and make
 * nothing of a value that is right. Members that a shape does not name are left alone.
 */
export type Shape = (value: unknown) => Misfit | null;

/** A wrong member. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  /** As in `is no text`. */
  readonly problem: string;
}

/** What is wrong, as the beginning of a sentence; null where nothing is. */
export function misfitOf(value: unknown, shape: Shape): string | null {
  const misfit = shape(value);
  if (misfit === null) return null;
  return misfit.path.length === 0 ? `its content ${misfit.problem}` : `its member "${misfit.path.join('.')}" ${misfit.problem}`;
}

const isNo = (what: string): Misfit => ({ path: [], problem: `is no ${what}` });
const NO_TEXT = isNo('text');
const NO_COUNT = isNo('whole number of 0 or more');
const NO_NUMBER = isNo('number');
const NO_FLAG = isNo('truth value');
const NO_LIST = isNo('list');
const NO_RECORD = isNo('object');
const MISSING: Misfit = { path: [], problem: 'is missing' };

/** A text. */
export const text: Shape = (value) => (typeof value === 'string' ? null : NO_TEXT);
/** How many of something. */
export const count: Shape = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? null : NO_COUNT);
/** A number. */
export const number: Shape = (value) => (typeof value === 'number' ? null : NO_NUMBER);
/** True or false. */
export const flag: Shape = (value) => (typeof value === 'boolean' ? null : NO_FLAG);

/** A text of a form, which is named in the singular. */
export function textLike(form: RegExp, name: string): Shape {
  const misfit = isNo(name);
  return (value) => (typeof value === 'string' && form.test(value) ? null : misfit);
}

/** One of these texts. */
export function oneOf(values: readonly string[]): Shape {
  const misfit: Misfit = { path: [], problem: `is none of ${values.join(', ')}` };
  return (value) => (typeof value === 'string' && values.includes(value) ? null : misfit);
}

/** This, or null. */
export function nullable(shape: Shape): Shape {
  return (value) => (value === null ? null : shape(value));
}

/** This, or nothing at all. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? null : shape(value));
}

/** A list of these. */
export function listOf(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return NO_LIST;
    for (let index = 0; index < value.length; index++) {
      const misfit = shape(value[index]);
      if (misfit !== null) return within(index, misfit);
    }
    return null;
  };
}

/** An object whose members, whatever their names, are these. */
export function recordOf(shape: Shape): Shape {
  return (value) => {
    if (!isObject(value)) return NO_RECORD;
    for (const name in value) {
      const misfit = shape(value[name]);
      if (misfit !== null) return within(name, misfit);
    }
    return null;
  };
}

/** An object with these members. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(members);
  return (value) => {
    if (!isObject(value)) return NO_RECORD;
    for (const [name, shape] of shapes) {
      const misfit = shape(value[name]);
      if (misfit !== null) return within(name, value[name] === undefined ? MISSING : misfit);
    }
    return null;
  };
}

function within(name: string | number, { path, problem }: Misfit): Misfit {
  return { path: [name, ...path], problem };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
