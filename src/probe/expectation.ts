import type { Exchange } from '../outbound/index.ts';

/** What an answer must be like. */
export interface Expectation {
  /** Numbers, or classes such as `2xx`. */
  readonly status: readonly (number | string)[];
  /** The media type of the answer. */
  readonly type?: string | undefined;
  /** What the JSON of the body must hold; undefined where it need be none. */
  readonly json?: unknown;
  /** What the body must hold: a text in which `*` stands for anything. No regular expression, so that none can take for ever. */
  readonly body?: string | undefined;
}

/** Why an answer is not as expected, as the end of a sentence that begins with the target's name; null where it is. Nothing of the answer is repeated. */
export function misses(expectation: Expectation, { status, body, isCut, headers }: Exchange): string | null {
  if (status === null) return 'gave no answer';
  if (!expectation.status.some((wanted) => matchesStatus(wanted, status)))
    return `answered with ${status} instead of ${expectation.status.join(' or ')}`;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (expectation.type !== undefined && type !== expectation.type.toLowerCase())
    return `answered with something that is not ${expectation.type}`;
  if (expectation.json === undefined && expectation.body === undefined) return null;
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') return 'answered with a compressed body, which is not read';
  const text = body.toString('utf8');
  if (expectation.body !== undefined && !holdsText(text, expectation.body)) return `answered without the expected text${cut(isCut)}`;
  if (expectation.json === undefined) return null;
  const parsed = parsedJson(text);
  if (parsed === null) return `answered with a body that is no JSON${cut(isCut)}`;
  return holdsJson(parsed.value, expectation.json) ? null : 'answered with JSON that does not hold what is expected';
}

const cut = (isCut: boolean): string => (isCut ? ' in the part of it that is read' : '');

function matchesStatus(wanted: number | string, status: number): boolean {
  return typeof wanted === 'number' ? wanted === status : wanted.charAt(0) === String(status).charAt(0);
}

/** Whether a text holds the pieces between the stars, one after the other: each is looked for once, so it takes linear time. */
export function holdsText(text: string, pattern: string): boolean {
  let from = 0;
  for (const piece of pattern.split('*')) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return true;
}

function parsedJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** Whether a value holds another: the same, or an object with at least its members, or a list of as many that hold one another. */
export function holdsJson(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(value) && value.length === wanted.length && wanted.every((item, place) => holdsJson(value[place], item));
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.entries(wanted).every(
      ([name, item]) => Object.hasOwn(value, name) && holdsJson((value as Record<string, unknown>)[name], item),
    );
  }
  return value === wanted;
}
