import { useEffect, useState } from 'react';
import { ask, inDatabase } from './ask.ts';
import { isLive, onNews } from '../live/stream.ts';
import { Trouble } from './problem.ts';
import { refresh } from './use-answer.ts';

/** Something that takes a while, as the service tells it. */
export interface Ticket {
  readonly ticket: string;
  readonly state: 'running' | 'ended' | 'failed';
  readonly run: string | null;
  readonly exitCode: number | null;
  readonly plan: { readonly id: string; readonly changes: number } | null;
}

/** So often it is asked, where the service does not tell how it goes; and where it does, in case that its end was not heard. */
const [ASKING_MS, LIVE_MS] = [700, 5_000];

/** Follows a ticket to its end, also over sleep and a lost connection: it is asked again until it answers. Null follows nothing. */
export function useTicket(database: string, ticket: string | null): { readonly told: Ticket | null; readonly trouble: Trouble | null } {
  const [told, setTold] = useState<Ticket | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    if (ticket === null) return;
    let timer: ReturnType<typeof setTimeout>;
    let [isLeft, hasEnded] = [false, false];
    const look = async (): Promise<void> => {
      try {
        const now = await ask<Ticket>(inDatabase(database, `/tickets/${ticket}`));
        if (isLeft) return;
        setTold(now);
        setTrouble(null);
        if (now.state !== 'running') return refresh();
      } catch (error) {
        if (isLeft) return;
        setTrouble(error instanceof Trouble ? error : new Trouble(0, String(error)));
        // What is gone does not come back; what cannot be reached may.
        if (error instanceof Trouble && error.status === 404) return;
      }
      timer = setTimeout(() => void look(), isLive() && !hasEnded ? LIVE_MS : ASKING_MS);
    };
    const end = onNews((news) => {
      if (news?.type !== 'run' || news.run !== ticket || news.state !== 'ended') return;
      // What is kept of it may come a moment later.
      hasEnded = true;
      clearTimeout(timer);
      timer = setTimeout(() => void look(), 100);
    });
    void look();
    return () => {
      isLeft = true;
      end();
      clearTimeout(timer);
    };
  }, [database, ticket]);
  return { told, trouble };
}
