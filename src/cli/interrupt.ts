/** Watches for Ctrl-C. */
export interface Interrupt {
  happened(): boolean;
  release(): void;
}

/** Calls `cancel` at the first Ctrl-C, so that the server stops working; a second one ends the process at once. */
export function onInterrupt(cancel: () => Promise<void> | undefined): Interrupt {
  let happened = false;
  const listener = (): void => {
    happened = true;
    process.removeListener('SIGINT', listener);
    cancel()?.catch(() => undefined);
  };
  process.on('SIGINT', listener);
  return {
    happened: () => happened,
    release: () => {
      process.removeListener('SIGINT', listener);
    },
  };
}

/**
 * Watches for Ctrl-C, and for the signal with which containers are stopped, while a repair writes: the first one is told, so that the
 * transaction that is under way can end; a second one ends the process at once, which loses nothing but that transaction.
 */
export function onWritingInterrupt(tell: () => void): Interrupt {
  let happened = false;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const release = (): void => {
    for (const signal of signals) process.removeListener(signal, listener);
  };
  const listener = (): void => {
    happened = true;
    release();
    tell();
  };
  for (const signal of signals) process.on(signal, listener);
  return { happened: () => happened, release };
}
