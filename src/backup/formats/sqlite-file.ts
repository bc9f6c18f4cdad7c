import type { Format } from './format.ts';

/** https://www.sqlite.org/fileformat.html, section 1.3 */
export function sqliteFile(head: Buffer): Format | null {
  return head.subarray(0, 16).toString('latin1') === 'SQLite format 3\0' ? { kind: 'sqlite-file' } : null;
}
