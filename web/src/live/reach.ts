import { useSyncExternalStore } from 'react';

let awaySince: Date | null = null;
const listeners = new Set<() => void>();
const strangers = new Set<() => void>();

/** Notes whether the service could be reached, as whoever asks it sees. */
export function noteReach(isThere: boolean): void {
  if (isThere === (awaySince === null)) return;
  awaySince = isThere ? null : new Date();
  for (const listener of listeners) listener();
}

/** Notes that the service does not know who asks: the session has ended. */
export function noteStranger(): void {
  for (const listener of strangers) listener();
}

/** Hears that the session has ended; returns what ends that. */
export function onStranger(listener: () => void): () => void {
  strangers.add(listener);
  return () => strangers.delete(listener);
}

/** Since when the service cannot be reached; null while it can. */
export function useAway(): Date | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => awaySince,
  );
}
