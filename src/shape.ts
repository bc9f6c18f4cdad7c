/**
 * What is wrong with a value: the way to the member that is, and what it is not; null for one that has the shape. A plan and a journal
 * hold half a million records, which zod takes twice as long to look at as JSON takes to parse (docs/decisions/0016): these are plain functions, and make
 * nothing of a value that is right. Members that a shape does not name are left alone. What has the shape is of the type: {@link shaped}.
 */
export interface Shape<out T = unknown> {
  (value: unknown): Misfit | null;
  /** Never there: it tells the compiler the type. */
  readonly type?: T;
}

/** The type of what has a shape. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

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

/**
 * The same value, as what its shape says it is.
 *
 * @param error made of what is wrong, the beginning of a sentence
 * @throws what `error` makes, where the value has another shape
 */
export function shaped<T>(value: unknown, shape: Shape<T>, error: (misfit: string) => Error): T {
  const misfit = misfitOf(value, shape);
  if (misfit !== null) throw error(misfit);
  return value as T;
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
export const text: Shape<string> = (value) => (typeof value === 'string' ? null : NO_TEXT);
/** How many of something. */
export const count: Shape<number> = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? null : NO_COUNT);
/** A number. */
export const number: Shape<number> = (value) => (typeof value === 'number' ? null : NO_NUMBER);
/** True or false. */
export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? null : NO_FLAG);

/** A text of a form, which is named in the singular. */
export function textLike(form: RegExp, name: string): Shape<string> {
  const misfit = isNo(name);
  return (value) => (typeof value === 'string' && form.test(value) ? null : misfit);
}

/** One of these texts. */
export function oneOf<const T extends string>(values: readonly T[]): Shape<T> {
  const misfit: Misfit = { path: [], problem: `is none of ${values.join(', ')}` };
  return (value) => (typeof value === 'string' && values.includes(value as T) ? null : misfit);
}

/** This, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value));
}

/** This, or nothing at all. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined ? null : shape(value));
}

/** A list of these. */
export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
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
export function recordOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isObject(value)) return NO_RECORD;
    for (const name in value) {
      const misfit = shape(value[name]);
      if (misfit !== null) return within(name, misfit);
    }
    return null;
  };
}

type Members = Readonly<Record<string, Shape>>;

/** Names of members that need not be there. */
type Optional<M extends Members> = { [Name in keyof M]: undefined extends Shaped<M[Name]> ? Name : never }[keyof M];

/** What an object's members come to. */
type ObjectOf<M extends Members> = { readonly [Name in Exclude<keyof M, Optional<M>>]: Shaped<M[Name]> } & {
  readonly [Name in Optional<M>]?: Shaped<M[Name]>;
};

/** An object with these members. */
export function object<M extends Members>(members: M): Shape<ObjectOf<M>> {
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
