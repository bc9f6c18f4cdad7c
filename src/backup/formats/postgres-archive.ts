import type { Format } from './format.ts';

/** The file that lists what an archive of pg_dump holds; a tar archive begins with it. */
export const TOC = 'toc.dat';

/** An archive of pg_dump: its custom format, or its tar format. A folder is one that holds {@link TOC}. */
export function postgresArchive(head: Buffer): Format | null {
  if (head.subarray(0, 5).toString('latin1') === 'PGDMP') return { kind: 'postgres-archive', form: 'custom' };
  const isTar = head.subarray(257, 262).toString('latin1') === 'ustar';
  return isTar && head.subarray(0, TOC.length + 1).toString('latin1') === `${TOC}\0` ? { kind: 'postgres-archive', form: 'tar' } : null;
}
