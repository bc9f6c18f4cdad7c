import type { ZodError } from 'zod';
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';

/** What holds a content that is looked at. */
export interface Holder {
  /** As a sentence's subject. */
  readonly what: string;
  /** Where a member of it stands, as `file:line:column`; null where that cannot be told. */
  readonly placeOf?: (path: readonly PropertyKey[]) => string | null;
}

/**
 * The first mistake of a content as one sentence: the member that is wrong, why, and where it stands.
 *
 * @param content what was checked
 * @param known names of its members, to suggest one for a mistyped name
 * @param word what a member is called
 * @param code the error's
 */
export function mistake(
  holder: Holder,
  error: ZodError,
  content: unknown,
  known: readonly string[],
  word: string,
  code = 'BAD_CONFIG',
): UsageError {
  const [issue] = error.issues;
  const said = (sentence: string, path: readonly PropertyKey[]): UsageError =>
    new UsageError(code, withPlace(`${holder.what} ${sentence}`, holder, path));
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const [near] = issue.path.length === 0 ? nearest(key, known) : [];
    const inside = issue.path.length === 0 ? '' : ` in "${issue.path.join('.')}"`;
    return said(`has an unknown ${word} "${key}"${inside}${near === undefined ? '.' : `: did you mean "${near}"?`}`, [...issue.path, key]);
  }
  if (issue?.code === 'invalid_type' && issue.path.length === 0) {
    const names = known.slice(0, 3).map((name) => `"${name}"`);
    return said(`has no ${word}s: it must name them, such as ${names.join(', ')}.`, []);
  }
  if (issue === undefined || issue.path.length === 0)
    return said(`has a mistake in its content: ${issue?.message ?? 'it cannot be read'}.`, []);
  const name = issue.path.join('.');
  // Why something that others may leave out is needed here, only its rule knows.
  const why = issue.code === 'custom' ? `: ${issue.message}` : '';
  if (valueAt(content, issue.path) === undefined) return said(`lacks the ${word} "${name}"${why}.`, issue.path);
  return said(`has a mistake in "${name}": ${issue.message}.`, issue.path);
}

/** A sentence about a member with the place where it stands, before the full stop. */
export function withPlace(sentence: string, { placeOf }: Holder, path: readonly PropertyKey[]): string {
  const place = placeOf?.(path) ?? null;
  if (place === null) return sentence;
  return sentence.endsWith('.') ? `${sentence.slice(0, -1)} (${place}).` : `${sentence} (${place})`;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const name of path) value = value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[name];
  return value;
}
