import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { inWords } from '../../api/problem.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Ticket } from '../../api/use-ticket.ts';
import { Changes, type Change } from '../../components/changes.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { go } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** A plan: of a repair with its run and every change, of an undo with their number. */
interface Plan {
  readonly run?: { readonly hazards: readonly string[]; readonly changes: Readonly<Record<string, number>> };
  readonly changes?: readonly Change[];
  readonly plan?: { readonly changes: number; readonly undoes: string | null };
}

/** The exact preview, and the step that makes the changes: their number is typed. */
export default function RepairPlanPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const id = params['plan'] ?? '';
  const plan = useAnswer<Plan>(api(`/plans/${encodeURIComponent(id)}`));
  return (
    <Answer of={plan} what={words.repairs.plan}>
      {(told) => <Preview id={id} plan={told} />}
    </Answer>
  );
}

function Preview({ id, plan }: { readonly id: string; readonly plan: Plan }): ReactNode {
  const words = useWords();
  const count = plan.plan?.changes ?? plan.changes?.length ?? 0;
  const isUndo = plan.plan !== undefined;
  return (
    <>
      <Head title={isUndo ? words.repairs.undoTitle(count) : words.repairs.planTitle(count)}>
        <p>{words.repairs.planText}</p>
      </Head>
      {(plan.run?.hazards ?? []).map((hazard, index) => (
        <p key={index} className="note warning">
          <Mark kind="warning" />
          {hazard}
        </p>
      ))}
      {plan.changes !== undefined && (
        <Panel title={words.repairs.changes}>
          <div className="pad">
            <Changes all={plan.changes} />
          </div>
        </Panel>
      )}
      <Confirm id={id} count={count} />
    </>
  );
}

/** The last step: only the number that was seen wakes the button (FACE, Components). */
function Confirm({ id, count }: { readonly id: string; readonly count: number }): ReactNode {
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
  const ended = ({ run, exitCode }: Ticket): void => {
    if (run !== null) go(page(`/repairs/${run}`), 'replace');
    else setSays(words.repairs.notMade(exitCode ?? 2));
  };
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (typed.trim() !== String(count)) return;
    setSays(null);
    try {
      setTicket((await ask<Ticket>(api(`/plans/${id}/apply`), { method: 'POST', body: { changes: count } })).ticket);
    } catch (error) {
      setSays(inWords(error, words.noConnection));
    }
  };
  if (ticket !== null && says === null) return <Progress ticket={ticket} says={words.repairs.applying} onEnd={ended} />;
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
      <label className="flex gap-2">
        {words.repairs.type(count)}
        <input type="text" inputMode="numeric" autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
      </label>
      <button className="btn p" disabled={typed.trim() !== String(count)}>
        {words.repairs.make(count)}
      </button>
    </form>
  );
}
