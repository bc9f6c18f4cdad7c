import type { Format, Packer } from './format.ts';

/** https://www.rfc-editor.org/rfc/rfc1952, rfc8878, the .xz file format, bzip2 */
const MAGIC: Readonly<Record<Packer, string>> = { gzip: '1f8b', zstd: '28b52ffd', xz: 'fd377a585a00', bzip2: '425a68' };

/** A file that was made smaller. */
export function packed(head: Buffer): Format | null {
  for (const [by, magic] of Object.entries(MAGIC)) {
    if (head.subarray(0, magic.length / 2).toString('hex') === magic) return { kind: 'packed', by: by as Packer };
  }
  return null;
}
