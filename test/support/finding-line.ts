import type { Finding } from '../../src/model/index.ts';

/** What of a finding a naive model can know. */
export type KnownFinding = Pick<Finding, 'check' | 'key' | 'cause' | 'expected' | 'actual'> & { readonly repair: string };

/** A finding as one line, for comparing with a naive model: everything but names and words. Ids of users have no hyphens in it. */
export function lineOf({ check, key, cause, repair, expected, actual }: KnownFinding): string {
  const sorted = (value: object): object => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  const keys = JSON.stringify(sorted(key)).replaceAll(/(?<=[0-9a-f])-(?=[0-9a-f])/g, '');
  return [check, keys, cause, repair, JSON.stringify(sorted(expected)), JSON.stringify(sorted(actual))].join(' ');
}
