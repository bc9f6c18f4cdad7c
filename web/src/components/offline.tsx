import { useEffect, useState, type ReactNode } from 'react';
import { useWhoIsThere } from '../session/use-session.tsx';
import { useWords } from '../words/use-words.tsx';
import { Icon } from './icon.tsx';

const AGAIN_MS = 5_000;

/** A line while the service cannot be reached: since when what is seen is old. It is asked again every few seconds. */
export function Offline(): ReactNode {
  const words = useWords();
  const who = useWhoIsThere();
  const isAway = who.trouble?.status === 0;
  const [since, setSince] = useState<Date | null>(null);
  const { again } = who;
  useEffect(() => {
    setSince((before) => (isAway ? (before ?? new Date()) : null));
    if (!isAway) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAway, again]);
  if (since === null) return null;
  return (
    <aside className="play" role="alert">
      <Icon name="unplug" />
      <span>{words.offline(words.moment(since))}</span>
    </aside>
  );
}
