import type { DatabaseAddress } from '../database/index.ts';
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

/** How long a server may take to stop a query, in milliseconds: less than the ten seconds after which containers are killed. */
const PATIENCE = 5_000;

/** How long what was printed may take to be written when the program is interrupted, in milliseconds. */
const FAREWELL = 250;

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

/** Watches over something that only reads. */
export interface ReadingInterrupt extends Interrupt {
  /** Aborted by the first signal, with an InterruptedError. */
  readonly signal: AbortSignal;
  /** Nothing is under way any more: from here on a signal ends the program at once. */
  idle(): void;
}

/**
 * Watches while something only reads. The first signal aborts it, so that the server stops working, too; where nothing is under way,
 * where that takes too long, and at the second signal, the program ends at once. So it does for the embedded engine, which
 * holds this thread: there nothing watches, and a signal means what it always means.
 *
 * @param farewell called before the program ends without more ado
 */
export function onReadingInterrupt({ engine }: DatabaseAddress, farewell?: () => void): ReadingInterrupt | null {
  if (engine === 'sqlite') return null;
  const controller = new AbortController();
  let isIdle = false;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    farewell?.();
    process.exit(EXIT.interrupted);
  };
  const interrupt = onInterrupt(() => {
    if (isIdle) end();
    controller.abort(new InterruptedError('Interrupted before anything was changed.'));
    timer = setTimeout(end, PATIENCE).unref();
  });
  return {
    ...interrupt,
    signal: controller.signal,
    idle: () => (isIdle = true),
    release: () => {
      clearTimeout(timer);
      interrupt.release();
      // A connection that was being made may hang: it does not hold the program.
      if (interrupt.happened()) setTimeout(() => process.exit(EXIT.interrupted), FAREWELL).unref();
    },
  };
}

/**
 * What something that only reads comes to, so that a signal stops its query on the server as well.
 *
 * @throws InterruptedError when a signal came
 */
export async function untilInterrupted<T>(address: DatabaseAddress, work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
  const interrupt = onReadingInterrupt(address);
  try {
    const result = await work(interrupt?.signal);
    interrupt?.signal.throwIfAborted();
    return result;
  } finally {
    interrupt?.release();
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
