/** Tells the time. Everything that says when something happened takes it from one, so that a caller can say what time it is. */
export type Clock = () => Date;

/** This machine's. */
export const systemClock: Clock = () => new Date();
