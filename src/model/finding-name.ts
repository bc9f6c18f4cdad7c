import { keyText } from './acknowledgement.ts';
import type { Finding } from './finding.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';

/** The name of a finding, as `ack`, `explain` and `repair` take it: `quest-status:5`. */
export function nameOfFinding({ check, key }: Pick<Finding, 'check' | 'key'>): string {
  return `${check}:${keyText(key)}`;
}

/**
 * The same as one word of a shell, to be copied from a report; the fingerprint, which means the same finding, where not every shell takes
 * what the keys hold.
 */
export function wordForFinding(finding: Pick<Finding, 'check' | 'key' | 'fingerprint'>): string {
  const name = nameOfFinding(finding);
  return printable(name) === name && !/['"“”„\\$`%!^]/.test(name) ? shellWord(name) : finding.fingerprint;
}
