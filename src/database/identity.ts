import { createHash } from 'node:crypto';

/** Hash of the parts that identify a database: it tells databases apart without naming hosts or paths. */
export function identityHash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
