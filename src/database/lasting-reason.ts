import { BadAnswer } from './answer-guard.ts';
import { isLost } from './write-session.ts';

/**
 * The same sentences for what goes wrong on one connection; but what fails for want of it, after it was ended for what the server had said, is
 * told to have failed for that.
 */
export function withLastingReason(errorOf: (error: unknown) => unknown): (error: unknown) => unknown {
  let reason: unknown = null;
  return (error) => {
    const told = errorOf(error);
    if (error instanceof BadAnswer) reason ??= told;
    return reason !== null && isLost(told) ? reason : told;
  };
}
