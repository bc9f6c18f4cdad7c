import type { Said } from '../history/index.ts';
import type { Finding, FindingIdentity } from '../model/index.ts';

/** A finding of the history as runs tell of findings: all of it, or only which one it is. */
export function findingSaid(check: string, fingerprint: string, said: Said): Finding | FindingIdentity {
  if ('expected' in said) return { check, fingerprint, ...said };
  return { check, fingerprint, key: said.key, cause: said.cause };
}
