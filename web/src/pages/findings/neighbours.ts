import { onForget } from '../../api/use-answer.ts';

/** The list that was looked at last: a finding's page leads to those before and behind it. */
let list: readonly string[] = [];
onForget(() => {
  list = [];
});

export function noteNeighbours(fingerprints: readonly string[]): void {
  if (fingerprints.length > 0) list = fingerprints;
}

/** The findings before and behind one in that list; null where there is none. */
export function neighboursOf(fingerprint: string): { readonly before: string | null; readonly behind: string | null } {
  const place = list.indexOf(fingerprint);
  if (place === -1) return { before: null, behind: null };
  return { before: list[place - 1] ?? null, behind: list[place + 1] ?? null };
}
