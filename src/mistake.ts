import type { ZodError } from 'zod';
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';

/**
 * The first mistake of a content as one sentence: the member that is wrong, and why.
 *
 * @param where what holds it, as the sentence's subject
 * @param content what was checked
 * @param known names of its members, to suggest one for a mistyped name
 * @param word what a member is called
 * @param code the error's
 */
export function mistake(
  where: string,
  error: ZodError,
  content: unknown,
  known: readonly string[],
  word: string,
  code = 'BAD_CONFIG',
): UsageError {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const [near] = issue.path.length === 0 ? nearest(key, known) : [];
    const inside = issue.path.length === 0 ? '' : ` in "${issue.path.join('.')}"`;
    return new UsageError(
      code,
      `${where} has an unknown ${word} "${key}"${inside}${near === undefined ? '' : `: did you mean "${near}"?`}`,
    );
  }
  if (issue?.code === 'invalid_type' && issue.path.length === 0) {
    return new UsageError(
      code,
      `${where} has no ${word}s: it must name them, such as ${known
        .slice(0, 3)
        .map((name) => `"${name}"`)
        .join(', ')}.`,
    );
  }
  if (issue === undefined || issue.path.length === 0) {
    return new UsageError(code, `${where} has a mistake in its content: ${issue?.message ?? 'it cannot be read'}.`);
  }
  const name = issue.path.join('.');
  if (valueAt(content, issue.path) === undefined) return new UsageError(code, `${where} lacks the ${word} "${name}".`);
  return new UsageError(code, `${where} has a mistake in "${name}": ${issue.message}.`);
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const name of path) value = value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[name];
  return value;
}
