import { useEffect } from 'react';
import { refresh } from '../api/use-answer.ts';

/** So often what is shown is asked again while somebody looks. */
const EVERY_MS = 15_000;

/** Keeps what is shown up to date: regularly while the page is seen, and at once when one comes back to it or the network does. */
export function useLive(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const now = (): void => {
      if (document.visibilityState === 'visible') refresh();
    };
    const timer = setInterval(now, EVERY_MS);
    document.addEventListener('visibilitychange', now);
    addEventListener('online', now);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', now);
      removeEventListener('online', now);
    };
  }, [isOn]);
}
