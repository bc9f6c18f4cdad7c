import { useState, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { inWords } from '../api/problem.ts';
import type { Ticket } from '../api/use-ticket.ts';
import { address, go } from '../router/place.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useMay } from '../session/use-session.tsx';
import { useWords } from '../words/use-words.tsx';
import { Progress } from './progress.tsx';

/** Looks at what an undo of a run would take back, and leads to the page that shows it. */
export function PreviewUndo({ run, how }: { readonly run: string; readonly how: 'push' | 'replace' }): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const may = useMay('admin');
  const [ticket, setTicket] = useState<string | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const ended = (told: Ticket): void => {
    setTicket(null);
    if (told.plan === null) setSays(words.repairs.nothingToUndo);
    else go(address(page(`/repairs/${run}/undo`), { plan: told.plan.id, preview: told.run }), how);
  };
  if (!may) return <span className="m s">{words.repairs.needsAdmin}</span>;
  const preview = async (): Promise<void> => {
    setSays(null);
    try {
      setTicket((await ask<Ticket>(api(`/runs/${run}/undo`), { method: 'POST', body: {} })).ticket);
    } catch (error) {
      setSays(inWords(error, words.noConnection));
    }
  };
  return (
    <>
      {says !== null && (
        <span className="s" role="alert">
          {says}
        </span>
      )}
      {ticket === null ? (
        <button type="button" className="btn" onClick={() => void preview()}>
          {words.repairs.previewUndo}
        </button>
      ) : (
        <Progress ticket={ticket} says={words.repairs.planning} onEnd={ended} />
      )}
    </>
  );
}
