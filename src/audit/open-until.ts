import { connect, type ReadSession } from '../database/index.ts';

/** A session that a signal cancels. */
export interface CancellableSession {
  readonly session: ReadSession;
  /** Closes it; the signal does nothing more to it. */
  readonly close: () => Promise<void>;
}

/**
 * Connects, and has a signal cancel the query that is under way, for as long as the session is open. A connection that is made only
 * after the signal is closed.
 *
 * @throws the reason of the signal, once that is aborted; errors of `connect`
 */
export async function openUntil(signal: AbortSignal | undefined, ...wanted: Parameters<typeof connect>): Promise<CancellableSession> {
  signal?.throwIfAborted();
  const connecting = connect(...wanted);
  const session = await (signal === undefined ? connecting : unlessAborted(signal, connecting));
  const cancel = (): void => void session.cancel().catch(() => undefined);
  signal?.addEventListener('abort', cancel, { once: true });
  return {
    session,
    close: () => {
      signal?.removeEventListener('abort', cancel);
      return session.close();
    },
  };
}

function unlessAborted(signal: AbortSignal, connecting: Promise<ReadSession>): Promise<ReadSession> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
      connecting.then((late) => late.close()).catch(() => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    connecting.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
