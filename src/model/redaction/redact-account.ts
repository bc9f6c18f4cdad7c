import type { RunAccount } from '../run-account.ts';
import { plainOrHidden } from './plain-text.ts';
import { UNTOLD } from './redact-events.ts';
import { redactSentence } from './redact-sentence.ts';

/** A run of the journal, or a saved plan, without the name of the person it was narrowed to, and without sentences that name rows. */
export function redactAccount(run: RunAccount): RunAccount {
  return {
    ...run,
    user: run.user === null ? null : plainOrHidden(run.user),
    leftOut: run.leftOut.length === 0 ? [] : [UNTOLD],
    stoppedBy: run.stoppedBy === null ? null : redactSentence(run.stoppedBy),
  };
}
