import { useState, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { inWords } from '../../api/problem.ts';
import type { RunSummary } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Ticket } from '../../api/use-ticket.ts';
import { Changes, type Change } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { go } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';

interface Run {
  readonly run: RunSummary;
  readonly changes?: readonly Change[];
}

/** What a repair or an undo has come to, and the way back. */
export default function RepairPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const run = useAnswer<Run>(api(`/runs/${encodeURIComponent(params['run'] ?? '')}`));
  return (
    <Answer of={run} what={words.repairs.run}>
      {(told) => <Result run={told.run} changes={told.changes ?? []} />}
    </Answer>
  );
}

function Result({ run, changes }: { readonly run: RunSummary; readonly changes: readonly Change[] }): ReactNode {
  const words = useWords();
  const applied = run.changes['committed'] ?? 0;
  return (
    <>
      <Head title={words.repairs.result(words.overview.modes[run.mode], applied)} actions={applied > 0 && <Undo run={run.id} />}>
        <p>
          <Mark kind={run.state === 'finished' ? 'ok' : run.state === 'running' ? 'busy' : 'warning'} /> {run.operator},{' '}
          <Time at={run.startedAt} />.{' '}
          {Object.entries(run.changes)
            .map(([state, count]) => `${words.number(count)} ${state}`)
            .join(', ')}
        </p>
      </Head>
      {changes.length > 0 && (
        <Panel title={words.repairs.changes}>
          <div className="pad">
            <Changes all={changes} />
          </div>
        </Panel>
      )}
      <Command line={`peerquest-audit show ${run.id.slice(0, 8)}`} />
    </>
  );
}

function Undo({ run }: { readonly run: string }): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const may = useMay('admin');
  const [ticket, setTicket] = useState<string | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const ended = ({ plan }: Ticket): void => {
    setTicket(null);
    if (plan !== null) go(page(`/repairs/plans/${plan.id}`));
    else setSays(words.repairs.nothingToUndo);
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
