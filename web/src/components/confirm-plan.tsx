import { useEffect, useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { inWords } from '../api/problem.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Ticket } from '../api/use-ticket.ts';
import { Link } from '../router/link.tsx';
import { go } from '../router/place.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useWords } from '../words/use-words.tsx';
import { Mark } from './mark.tsx';
import { Progress } from './progress.tsx';
import type { Step } from './steps.tsx';

/** The last step: only the number that was seen wakes the button (FACE, Components). */
export function ConfirmPlan({
  id,
  count,
  onStep,
}: {
  readonly id: string;
  readonly count: number;
  readonly onStep: (step: Step) => void;
}): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const [typed, setTyped] = useState('');
  const became = useAnswer<{ readonly takenAt: string | null; readonly ticket: Ticket | null }>(
    api(`/plans/${encodeURIComponent(id)}/ticket`),
  );
  const [begun, setTicket] = useState<string | null>(null);
  // Whoever has signed out meanwhile, or reads it in another tab, is shown how it goes on.
  const ticket = begun ?? became.data?.ticket?.ticket ?? null;
  const [says, setSays] = useState<string | null>(null);
  const isTyped = typed.trim() === String(count);
  const step = ticket !== null ? 'progress' : isTyped ? 'confirm' : 'preview';
  useEffect(() => onStep(step), [step, onStep]);
  const ended = ({ run, exitCode }: Ticket): void => {
    if (run !== null) go(page(`/repairs/${run}`), 'replace');
    else setSays(words.repairs.notMade(exitCode ?? 2));
  };
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!isTyped) return;
    setSays(null);
    try {
      setTicket((await ask<Ticket>(api(`/plans/${id}/apply`), { method: 'POST', body: { changes: count } })).ticket);
    } catch (error) {
      setSays(inWords(error, words.noConnection));
    }
  };
  if (ticket !== null && says === null) return <Progress ticket={ticket} says={words.repairs.applying} changes={count} onEnd={ended} />;
  if (became.data?.takenAt != null && says === null) {
    return (
      <p className="note info">
        <Mark kind="info" />
        <span>
          {words.repairs.taken} <Link to={page('/repairs')}>{words.nav['/repairs']}</Link>
        </span>
      </p>
    );
  }
  return (
    <form className="sticky" onSubmit={(event) => void send(event)}>
      {says !== null && (
        <p className="note critical" role="alert">
          <Mark kind="critical" />
          {says}
        </p>
      )}
      <label className="flex items-center gap-2 whitespace-nowrap">
        {words.repairs.type(count)}
        <input type="text" inputMode="numeric" autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
      </label>
      <button className="btn p" disabled={!isTyped}>
        {words.repairs.make(count)}
      </button>
    </form>
  );
}
