import { useEffect, useRef, type ReactNode } from 'react';
import type { Pages } from '../api/use-pages.ts';
import { useWords } from '../words/use-words.tsx';
import { Loading, TroubleNote } from './states.tsx';

/** What stands below a list that is read page by page: it is read on when one comes near its end. What failed waits for a press. */
export function Rest({ of: list, what }: { readonly of: Pages<{ readonly next: string | null }>; readonly what: string }): ReactNode {
  const { trouble, pages, isLoading, hasMore, more, again } = list;
  const isEmpty = pages.length === 0;
  if (trouble !== null) return <TroubleNote answer={{ data: null, at: null, trouble }} what={what} again={isEmpty ? again : more} />;
  if (isLoading) return <Loading rows={isEmpty ? 8 : 2} />;
  return hasMore && <More onMore={more} />;
}

/** A button, too, for whoever does not scroll. */
function More({ onMore }: { readonly onMore: () => void }): ReactNode {
  const words = useWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onMore(), { rootMargin: '900px' });
    if (button.current !== null) seen.observe(button.current);
    return () => seen.disconnect();
  }, [onMore]);
  return (
    <button ref={button} type="button" className="btn my-4" onClick={onMore}>
      {words.more}
    </button>
  );
}
