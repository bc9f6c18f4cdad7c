import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { ask } from './ask.ts';
import { Trouble } from './problem.ts';

/** What is known of a question to the API. */
export interface Answered<T> {
  /** The last answer, also while it is asked again and when that failed; null before the first. */
  readonly data: T | null;
  readonly trouble: Trouble | null;
  /** When the data came, in milliseconds; null before. */
  readonly at: number | null;
}

const NOTHING: Answered<never> = { data: null, trouble: null, at: null };
/** Longer than one reads a page without moving: what is older is asked again when it is shown. */
const FRESH_MS = 2_000;

const answers = new Map<string, Answered<unknown>>();
const asked = new Map<string, Promise<void>>();
const listeners = new Set<() => void>();

function tell(path: string, answer: Answered<unknown>): void {
  answers.set(path, answer);
  for (const listener of listeners) listener();
}

function load(path: string): Promise<void> {
  const under = asked.get(path);
  if (under !== undefined) return under;
  const loading = ask<unknown>(path)
    .then(
      (data) => tell(path, { data, trouble: null, at: Date.now() }),
      (error: unknown) => {
        const { data, at } = answers.get(path) ?? NOTHING;
        tell(path, { data, at, trouble: error instanceof Trouble ? error : new Trouble(0, String(error)) });
      },
    )
    .finally(() => asked.delete(path));
  asked.set(path, loading);
  return loading;
}

/** Asks anew what is shown of everything whose path begins so: after a change, an event, or when one comes back to the page. */
export function refresh(prefix = ''): void {
  for (const listener of refreshListeners) listener(prefix);
  for (const path of answers.keys()) {
    if (!path.startsWith(prefix)) continue;
    if (shown.has(path)) void load(path);
    else answers.delete(path);
  }
}

const refreshListeners = new Set<(prefix: string) => void>();

/** Hears what is asked anew, for what keeps its answers itself; returns what ends that. */
export function onRefresh(listener: (prefix: string) => void): () => void {
  refreshListeners.add(listener);
  return () => refreshListeners.delete(listener);
}

const forgetListeners = new Set<() => void>();

/** Hears that everything is forgotten, for what keeps its answers itself. */
export const onForget = (listener: () => void): void => void forgetListeners.add(listener);

/** Forgets everything, as when somebody signs out. */
export function forget(): void {
  answers.clear();
  for (const listener of forgetListeners) listener();
  for (const listener of listeners) listener();
}

/** How many show it. */
const shown = new Map<string, number>();

/** The answer to a question of the API, shared by all who ask it, and shown at once where it is known; null asks nothing. */
export function useAnswer<T>(path: string | null): Answered<T> & { readonly again: () => void } {
  const answer = useSyncExternalStore(
    useCallback((listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, []),
    () => (path === null ? NOTHING : (answers.get(path) ?? NOTHING)) as Answered<T>,
  );
  useEffect(() => {
    if (path === null) return;
    shown.set(path, (shown.get(path) ?? 0) + 1);
    if (Date.now() - (answers.get(path)?.at ?? 0) > FRESH_MS) void load(path);
    return () => {
      const others = (shown.get(path) ?? 1) - 1;
      if (others === 0) shown.delete(path);
      else shown.set(path, others);
    };
  }, [path]);
  const again = useCallback(() => {
    if (path !== null) void load(path);
  }, [path]);
  return { ...answer, again };
}
