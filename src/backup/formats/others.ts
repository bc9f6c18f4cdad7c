import type { Format } from './format.ts';

/** Backups of databases that this tool does not audit, and files that people take for backups. */
const OTHERS = [
  ['a backup of Microsoft SQL Server', 'TAPE\u0000'],
  ['an archive of mongodump', 'm\u00e2\u0099\u0081'],
  ['a snapshot of Redis', 'REDIS0'],
  ['an export of Oracle', '\u0003\u0003'],
  ['a ZIP file', 'PK\u0003\u0004'],
  ['a web page', '<!DOCTYPE html'],
  ['a web page', '<!doctype html'],
  ['a web page', '<html'],
] as const;

/** What is known, and none of the engines'. */
export function others(head: Buffer): Format | null {
  const text = head.subarray(0, 128).toString('latin1');
  const [what] = OTHERS.find(([, beginning]) => text.startsWith(beginning)) ?? [];
  return what === undefined ? null : { kind: 'other', what };
}
