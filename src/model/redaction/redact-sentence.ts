import { HIDDEN } from './plain-text.ts';

/** With what sentences of this program about a check of the user's own begin that quote no row. */
const OF_OURS =
  /^(?:table |column |this account |its query returns no column |its "find" gives |it does not say |--fail-fast |the snapshot )/;

/** What stands before a database's own words. */
const FAILED = ' failed: ';

/** A sentence of an error without what a database said, which may quote a row. */
export function redactSentence(sentence: string): string {
  const end = sentence.indexOf(FAILED);
  return end < 0 ? sentence : `${sentence.slice(0, end)}${FAILED}${HIDDEN}.`;
}

/** Why a check of the user's own gave no answer: what its functions threw may quote a row, too, as does the sentence about equal keys. */
export function redactOwnReason(reason: string): string {
  const told = redactSentence(reason);
  return told !== reason || OF_OURS.test(reason) ? told : `it failed, and says why in words that may quote a row: ${HIDDEN}`;
}
