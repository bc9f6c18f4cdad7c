import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { inWords } from '../api/problem.ts';
import { useTicket, type Ticket } from '../api/use-ticket.ts';
import { onState, runningNow } from '../live/stream.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useWords } from '../words/use-words.tsx';
import { announce } from './announcer.tsx';
import { Mark } from './mark.tsx';

/** What is under way, until it has ended; whoever signs out meanwhile finds its run among the runs. */
export function Progress({
  ticket,
  says,
  changes,
  onEnd,
}: {
  readonly ticket: string;
  readonly says: string;
  /** How many changes it makes, where that is known. */
  readonly changes?: number;
  readonly onEnd: (ended: Ticket) => void;
}): ReactNode {
  const words = useWords();
  const { name } = useDatabase();
  const { told, trouble } = useTicket(name, ticket);
  const now = useSyncExternalStore(onState, () => runningNow(ticket));
  useEffect(() => announce(says), [says]);
  // The button that began it may be gone, and the focus with it.
  const own = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === document.body) own.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (told !== null && told.state !== 'running') onEnd(told);
  }, [told, onEnd]);
  return (
    <p ref={own} className="note" aria-busy="true" tabIndex={-1}>
      <Mark kind="busy" />
      <span>
        {says} {now?.checks != null && words.progress(now.done, now.checks, now.changes)}{' '}
        {changes !== undefined && <progress className="block w-full" max={changes} value={now?.changes ?? 0} aria-label={says} />}
        {trouble !== null && inWords(trouble, words.noConnection)}
      </span>
    </p>
  );
}
