import { readJson } from '../api/read-json.ts';
import type { HereNews, News, RunNews } from '../../../src/server/news.ts';

/** Whether the service tells what happens, or has to be asked: before the first connection, and where it refuses one. */
type State = 'live' | 'asking';

/** Longer than three beats of the service: a connection on which nothing came for so long is none, as after sleep. */
const SILENCE_MS = 8_000;
/** When a connection that was refused is tried again. */
const AGAIN_MS = 15_000;

const TYPES: readonly News['type'][] = ['run', 'acknowledgements', 'jobs', 'probes', 'alerts', 'accounts', 'deeds'];

let source: EventSource | null = null;
let state: State = 'asking';
let last: string | null = null;
let silence: ReturnType<typeof setTimeout> | undefined;
let later: ReturnType<typeof setTimeout> | undefined;
let refused: () => void = () => undefined;
const stateListeners = new Set<() => void>();
const listeners = new Set<(news: News | null) => void>();
/** What is under way, by its run. */
const running = new Map<string, RunNews>();

function become(next: State): void {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}

function tell(news: News | null): void {
  for (const listener of listeners) listener(news);
}

function heard(): void {
  become('live');
  clearTimeout(silence);
  silence = setTimeout(reopen, SILENCE_MS);
}

function reopen(): void {
  close();
  open();
}

function close(): void {
  source?.close();
  source = null;
  clearTimeout(silence);
  clearTimeout(later);
  become('asking');
}

/** Connects, behind what was heard last. By itself the browser comes back with `Last-Event-ID` where the connection is lost. */
function open(): void {
  const its = new EventSource(`/api/v1/events${last === null ? '' : `?after=${last}`}`);
  source = its;
  const on = (type: string, act: (event: MessageEvent<string>) => void): void =>
    its.addEventListener(type, (event: MessageEvent<string>) => {
      heard();
      if (event.lastEventId !== '') last = event.lastEventId;
      act(event);
    });
  on('beat', () => undefined);
  on('missed', () => tell(null));
  on('here', ({ data }) => {
    running.clear();
    for (const run of (readJson(data) as HereNews).running) running.set(run.run, run);
    for (const listener of stateListeners) listener();
  });
  for (const type of TYPES) on(type, ({ data }) => note(readJson(data) as News));
  its.onerror = () => {
    become('asking');
    refused();
    if (its.readyState !== EventSource.CLOSED || its !== source) return;
    clearTimeout(silence);
    later = setTimeout(reopen, AGAIN_MS);
  };
  // One that never answers is none, either.
  silence = setTimeout(reopen, SILENCE_MS);
}

function note(news: News): void {
  if (news.type === 'run') {
    if (news.state === 'ended') running.delete(news.run);
    else running.set(news.run, news);
    for (const listener of stateListeners) listener();
  }
  tell(news);
}

/**
 * Hears what happens while somebody looks: browsers have few connections to one service, and pages that nobody sees need none.
 *
 * @param onRefused called when the connection is lost or refused: the session may have ended
 * @returns what ends that
 */
export function listen(onRefused: () => void): () => void {
  refused = onRefused;
  const turn = (): void => {
    const isSeen = document.visibilityState === 'visible';
    if (isSeen && source === null) open();
    else if (!isSeen) close();
  };
  turn();
  document.addEventListener('visibilitychange', turn);
  addEventListener('online', reopen);
  return () => {
    document.removeEventListener('visibilitychange', turn);
    removeEventListener('online', reopen);
    close();
    last = null;
    running.clear();
  };
}

/** Hears all news; null where some were missed: everything may be another by now. Returns what ends that. */
export function onNews(listener: (news: News | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether news come by themselves. */
export const isLive = (): boolean => state === 'live';

/** What is under way, as it was told last; null where nothing is known of it. */
export const runningNow = (run: string): RunNews | null => running.get(run) ?? null;

/** Hears when connections or what is under way change; returns what ends that. */
export function onState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}
