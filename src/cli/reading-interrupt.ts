import { describeEngine, type DatabaseAddress } from '../database/index.ts';
import { EXIT } from '../model/index.ts';
import { InterruptedError, onInterrupt, type Interrupt } from './interrupt.ts';

/** How long a server may take to stop a query, in milliseconds: less than the ten seconds after which containers are killed. */
const PATIENCE = 5_000;

/** How long what was printed may take to be written when the program is interrupted, in milliseconds. */
const FAREWELL = 250;

/** Watches over something that only reads. */
export interface ReadingInterrupt extends Interrupt {
  /** Aborted by the first signal, with an InterruptedError. */
  readonly signal: AbortSignal;
  /** Nothing is under way any more: from here on a signal ends the program at once. */
  idle(): void;
}

/**
 * Watches while something only reads. The first signal aborts it, so that the server stops working, too; where nothing is under way,
 * where that takes too long, and at the second signal, the program ends at once. So it does for an embedded engine, which
 * holds this thread: there nothing watches, and a signal means what it always means.
 *
 * @param farewell called before the program ends without more ado
 */
export function onReadingInterrupt(address: DatabaseAddress, farewell?: () => void): ReadingInterrupt | null {
  if (describeEngine(address).isEmbedded) return null;
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
