import { useState, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { inWords } from '../../api/problem.ts';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useOpenChecks } from '../../api/use-open-checks.ts';
import type { Ticket } from '../../api/use-ticket.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { Answer } from '../../components/states.tsx';
import { Way } from '../../components/way.tsx';
import { go, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The first step of a repair: which checks' findings are repaired. Nothing is changed by a preview. */
export default function RepairNewPage(): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const { query } = usePlace();
  const may = useMay('admin');
  const wished = query.get('check')?.split(',') ?? [];
  const groups = useOpenChecks();
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks'));
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [ticket, setTicket] = useState<string | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const ended = ({ plan, exitCode }: Ticket): void => {
    setTicket(null);
    if (plan !== null) go(page(`/repairs/plans/${plan.id}`));
    else setSays(exitCode !== null && exitCode >= 2 ? words.repairs.failed : words.repairs.nothing);
  };
  const repairable = (checks.data?.checks ?? []).filter(
    ({ id, repair }) => repair !== null && groups.data?.groups.some(({ name, open }) => name === id && open > 0),
  );
  const ids = repairable.map(({ id }) => id);
  const picked = ids.filter((id) => chosen?.has(id) ?? (wished.length === 0 || wished.includes(id)));
  const preview = async (): Promise<void> => {
    setSays(null);
    try {
      setTicket((await ask<Ticket>(api('/plans'), { method: 'POST', body: { only: picked } })).ticket);
    } catch (error) {
      setSays(inWords(error, words.noConnection));
    }
  };
  return (
    <>
      <Way up="/repairs">{words.repairs.newOne}</Way>
      <Head title={words.repairs.choose}>
        <p>{words.repairs.chooseText}</p>
      </Head>
      {says !== null && (
        <p className="note warning" role="alert">
          <Mark kind="warning" />
          {says}
        </p>
      )}
      <Panel title={words.repairs.checks}>
        <Answer of={groups} what={words.repairs.checks}>
          {({ subject, groups: open }) =>
            subject === null ? (
              <p className="pad m s">{words.overview.neverText}</p>
            ) : repairable.length === 0 ? (
              <p className="pad m s">{words.repairs.nothing}</p>
            ) : (
              <ul className="pad grid gap-2">
                {repairable.map(({ id, title, severity }) => (
                  <li key={id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={picked.includes(id)}
                        onChange={() => setChosen(new Set(picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id]))}
                      />{' '}
                      <Mark kind={severity} alone /> {title}{' '}
                      <span className="m">{words.number(open.find(({ name }) => name === id)?.open ?? 0)}</span>
                    </label>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      {ticket !== null && <Progress ticket={ticket} says={words.repairs.planning} onEnd={ended} />}
      <div className="sticky">
        <span>{may ? words.repairs.previewText : words.repairs.needsAdmin}</span>
        <button type="button" className="btn p" disabled={!may || picked.length === 0 || ticket !== null} onClick={() => void preview()}>
          {words.overview.preview}
        </button>
      </div>
      <Command line={`peerquest-audit plan${picked.length === 0 || picked.length === ids.length ? '' : ` --only ${picked.join(',')}`}`} />
    </>
  );
}
