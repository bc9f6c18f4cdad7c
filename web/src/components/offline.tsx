import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useAway } from '../live/reach.ts';
import { isLive, onState } from '../live/stream.ts';
import { useWhoIsThere } from '../session/use-session.tsx';
import { useWords } from '../words/use-words.tsx';
import { Icon } from './icon.tsx';

const AGAIN_MS = 5_000;
/** A connection that is made anew within this time is no news. */
const PATIENCE_MS = 10_000;

/**
 * A line while the service cannot be reached: since when what is seen is old. It is asked again every few seconds. And one while it does not tell what
 * happens, and has to be asked.
 */
export function Offline(): ReactNode {
  const words = useWords();
  const { again } = useWhoIsThere();
  const since = useAway();
  const isAsking = useAsking();
  const isAway = since !== null;
  useEffect(() => {
    if (!isAway) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAway, again]);
  if (since === null && !isAsking) return null;
  return (
    <div className="play" role={since === null ? 'status' : 'alert'}>
      <Icon name="unplug" />
      <span>{since === null ? words.asking : words.offline(words.moment(since))}</span>
    </div>
  );
}

/** Whether news have not come by themselves for longer than a moment. */
function useAsking(): boolean {
  const live = useSyncExternalStore(onState, isLive);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (live) return setAsking(false);
    const timer = setTimeout(() => setAsking(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [live]);
  return isAsking;
}
