/** Wakes somebody after a while, in milliseconds, unless what it returns is called before. */
export type Timer = (milliseconds: number, wake: () => void) => () => void;

/** A timer of Node.js takes no more, and ends at once where it is given more. */
const LONGEST = 2 ** 31 - 1;

/** This machine's. */
export const systemTimer: Timer = (milliseconds, wake) => {
  const timer = setTimeout(wake, Math.min(Math.max(0, milliseconds), LONGEST));
  return () => {
    clearTimeout(timer);
  };
};
