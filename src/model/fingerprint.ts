import { createHash } from 'node:crypto';
import type { FindingKey } from './evidence.ts';

/**
 * The stable identity of a finding: 128 bits of SHA-256 over the check id and its scalar keys, as 32 hex digits.
 * Lists (for example the ids of duplicate rows) are left out: they change while the finding stays the same.
 */
export function fingerprint(checkId: string, key: FindingKey): string {
  let material = checkId;
  for (const name of Object.keys(key).sort()) {
    const value = key[name];
    if (typeof value === 'object') continue;
    material += `\n${name}=${value}`;
  }
  return createHash('sha256').update(material).digest('hex').slice(0, 32);
}
