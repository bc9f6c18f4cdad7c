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
