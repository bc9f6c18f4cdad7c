import type { DatabaseAddress, ReadSession } from '../database/index.ts';
import { AuditToolError } from '../errors.ts';
import { EXIT } from '../model/index.ts';

/** Watches for whoever wants the program to end. */
export interface Interrupt {
  happened(): boolean;
  release(): void;
}

/** Somebody ended something that only reads: exit code 130. */
export class InterruptedError extends AuditToolError {
  constructor(sentence: string) {
    super('INTERRUPTED', sentence);
  }
}

/** Ctrl-C; the signal with which services and containers are stopped; that of a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a server may take to stop a query, in milliseconds: less than the ten seconds after which containers are killed. */
const PATIENCE = 5_000;

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
 * Watches while something only reads. The first signal calls `cancel`, so that the server stops working, too; where there is nothing to
 * cancel, where that takes too long, and at the second signal, the program ends at once. So it does for the embedded engine, which
 * holds this thread: there nobody watches, and a signal means what it always means.
 *
 * @param cancel null where there is nothing to cancel
 * @param farewell called before the program ends without more ado
 */
export function onReadingInterrupt(
  { engine }: DatabaseAddress,
  cancel: () => Promise<void> | null,
  farewell?: () => void,
): Interrupt | null {
  if (engine === 'sqlite') return null;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    farewell?.();
    process.exit(EXIT.interrupted);
  };
  const interrupt = onInterrupt(() => {
    const cancelled = cancel();
    if (cancelled === null) end();
    else cancelled.catch(() => undefined);
    timer = setTimeout(end, PATIENCE);
    timer.unref();
  });
  return {
    ...interrupt,
    release: () => {
      clearTimeout(timer);
      interrupt.release();
    },
  };
}

/**
 * The events of something that only reads, so that a signal stops its query on the server as well.
 *
 * @param events tells of the session that it opens
 * @throws InterruptedError when a signal came
 */
export async function* untilInterrupted<T>(
  address: DatabaseAddress,
  events: (onSession: (session: ReadSession) => void) => AsyncIterable<T>,
): AsyncGenerator<T> {
  let session: ReadSession | null = null;
  const interrupt = onReadingInterrupt(address, () => session?.cancel() ?? null);
  try {
    for await (const event of events((opened) => (session = opened))) {
      if (interrupt?.happened() === true) break;
      yield event;
    }
  } catch (error) {
    if (interrupt?.happened() !== true) throw error;
  } finally {
    interrupt?.release();
  }
  if (interrupt?.happened() === true) throw new InterruptedError('Interrupted before anything was changed.');
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
