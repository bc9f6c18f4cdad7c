import { AuditToolError } from '../errors.ts';
import { EXIT } from '../model/index.ts';

/** Watches for a signal to end the program. */
export interface Interrupt {
  happened(): boolean;
  release(): void;
}

/** Something that only reads was ended: exit code 130. */
export class InterruptedError extends AuditToolError {
  constructor(sentence: string) {
    super('INTERRUPTED', sentence);
  }
}

/** Ctrl-C; the signal with which services and containers are stopped; that of a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How many watch: while nobody does, a signal means what it always means. */
let watching = 0;

/**
 * The kernel keeps a signal's default, the end, from the first process of a container, where nothing would end the program but
 * SIGKILL: so that is done here, wherever nobody watches. To be called once.
 */
export function endAsFirstProcess(): void {
  if (process.pid !== 1) return;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (watching === 0) process.exit(EXIT.interrupted);
    });
  }
}

/**
 * Calls `first` at the first signal, and ends the program at the second: of a repair that writes, which lets the transaction that is
 * under way end first, that loses nothing but this transaction.
 */
export function onInterrupt(first: () => void): Interrupt {
  let happened = false;
  const listener = (): void => {
    if (happened) process.exit(EXIT.interrupted);
    happened = true;
    first();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  watching += 1;
  return {
    happened: () => happened,
    release: () => {
      for (const signal of SIGNALS) process.removeListener(signal, listener);
      watching -= 1;
    },
  };
}
