import { useSyncExternalStore, type ReactNode } from 'react';

/** At most so often, so that nobody is talked over (FACE, States). */
const PAUSE_MS = 5_000;

let said = '';
let lastAt = 0;
let waiting: ReturnType<typeof setTimeout> | null = null;
const listeners = new Set<() => void>();

/** Says something politely, on the page's one status line. */
export function announce(text: string): void {
  if (waiting !== null) clearTimeout(waiting);
  waiting = setTimeout(
    () => {
      said = text;
      lastAt = Date.now();
      for (const listener of listeners) listener();
    },
    Math.max(0, lastAt + PAUSE_MS - Date.now()),
  );
}

/** The status line. */
export function Announcer(): ReactNode {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <p className="vh" role="status">
      {text}
    </p>
  );
}
