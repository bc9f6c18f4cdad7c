import { useEffect, useState } from 'react';
import { ask, inDatabase } from './ask.ts';
import { Trouble } from './problem.ts';
import { refresh } from './use-answer.ts';

/** Something that takes a while, as the service tells it. */
export interface Ticket {
  readonly ticket: string;
  readonly state: 'waiting' | 'running' | 'ended';
  readonly run: string | null;
  readonly exitCode: number | null;
  readonly plan: { readonly id: string; readonly changes: number } | null;
}

const EVERY_MS = 700;

/** Follows a ticket to its end, also over sleep and a lost connection: it is asked again until it answers. Null follows nothing. */
export function useTicket(database: string, ticket: string | null): { readonly told: Ticket | null; readonly trouble: Trouble | null } {
  const [told, setTold] = useState<Ticket | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    if (ticket === null) return;
    let timer: ReturnType<typeof setTimeout>;
    let isLeft = false;
    const look = async (): Promise<void> => {
      try {
        const now = await ask<Ticket>(inDatabase(database, `/tickets/${ticket}`));
        if (isLeft) return;
        setTold(now);
        setTrouble(null);
        if (now.state === 'ended') return refresh();
      } catch (error) {
        if (isLeft) return;
        setTrouble(error instanceof Trouble ? error : new Trouble(0, String(error)));
        // What is gone does not come back; what cannot be reached may.
        if (error instanceof Trouble && error.status === 404) return;
      }
      timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [database, ticket]);
  return { told, trouble };
}
