import { useEffect } from 'react';
import type { News } from '../../../src/server/news.ts';
import { inDatabase } from '../api/ask.ts';
import { refresh } from '../api/use-answer.ts';
import { onStranger } from './reach.ts';
import { isLive, listen, onNews } from './stream.ts';

/** So often what is shown is asked again where the service does not tell what happens. */
const ASKING_MS = 15_000;
/** And where it does: commands and other instances on the same store are not heard of. */
const LIVE_MS = 60_000;
/** What happens within this time is asked for together. */
const TOGETHER_MS = 200;

/** Keeps what is shown up to date: by what the service tells, else by asking it regularly while the page is seen. */
export function useLive(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    let askedAt = Date.now();
    const due = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const all = (): void => {
      askedAt = Date.now();
      refresh();
    };
    const soon = (prefix: string): void => {
      due.add(prefix);
      timer ??= setTimeout(() => {
        timer = null;
        for (const each of due) refresh(each);
        due.clear();
      }, TOGETHER_MS);
    };
    const stranger = (): void => refresh('/session');
    const ends = [
      listen(stranger),
      onStranger(stranger),
      onNews((news) => {
        const prefix = news === null ? '' : prefixOf(news);
        if (prefix !== null) soon(prefix);
      }),
    ];
    const regular = setInterval(() => {
      if (document.visibilityState === 'visible' && Date.now() - askedAt >= (isLive() ? LIVE_MS : ASKING_MS)) all();
    }, 1_000);
    addEventListener('online', all);
    // A connection that is open may not tell.
    addEventListener('offline', stranger);
    return () => {
      for (const end of ends) end();
      clearInterval(regular);
      if (timer !== null) clearTimeout(timer);
      removeEventListener('online', all);
      removeEventListener('offline', stranger);
    };
  }, [isOn]);
}

/** Where the API has what news are about; null where nothing that is shown can be another by them. */
function prefixOf(news: News): string | null {
  if (news.type === 'run') return news.state === 'running' && news.done > 0 ? null : inDatabase(news.database, '/');
  if (news.type === 'acknowledgements') return inDatabase(news.database, '/');
  return `/${news.type}`;
}
