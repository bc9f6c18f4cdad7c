import { useState, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { inWords } from '../../api/problem.ts';
import { automaticIn, useRepairable } from '../../api/use-repairable.ts';
import { useChecks } from '../../api/use-run.ts';
import type { Ticket } from '../../api/use-ticket.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { Answer } from '../../components/states.tsx';
import { Steps } from '../../components/steps.tsx';
import { Way } from '../../components/way.tsx';
import { go, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ByHand } from './by-hand.tsx';
import { ChoiceTable } from './choice-table.tsx';

/** Of these alone it is told which rows may be no fault. */
const DOUBTFUL = 'approved-without-participant';

/** The first step of a repair: which checks' findings are repaired. Nothing is changed by a preview. */
export default function RepairNewPage(): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const { query } = usePlace();
  const may = useMay('admin');
  const wished = query.get('check')?.split(',') ?? [];
  const repairable = useRepairable();
  const checks = useChecks();
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [certainOnly, setCertainOnly] = useState(false);
  const [ticket, setTicket] = useState<string | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const ended = ({ plan, exitCode }: Ticket): void => {
    setTicket(null);
    if (plan !== null) go(page(`/repairs/plans/${plan.id}`));
    else setSays(exitCode !== null && exitCode >= 2 ? words.repairs.failed : words.repairs.nothing);
  };
  const all = repairable.data?.checks ?? [];
  const rows = all.filter(({ automatic }) => automatic !== 0);
  const picked = rows.flatMap(({ check }) => ((chosen?.has(check) ?? (wished.length === 0 || wished.includes(check))) ? check : []));
  const count = automaticIn(rows.filter(({ check }) => picked.includes(check)));
  const only = repairable.data?.onlyCounted ?? null;
  // What is only counted may be repaired all the same: which changes that takes, the preview tells.
  const cannot = !may || (picked.length === 0 && only === null) || ticket !== null;
  const preview = async (): Promise<void> => {
    setSays(null);
    try {
      setTicket(
        (await ask<Ticket>(api('/plans'), { method: 'POST', body: { ...(picked.length === 0 ? {} : { only: picked }), certainOnly } }))
          .ticket,
      );
    } catch (error) {
      setSays(inWords(error, words.noConnection));
    }
  };
  const options = [
    ...(picked.length === 0 || picked.length === rows.length ? [] : [`--only ${picked.join(',')}`]),
    ...(certainOnly ? ['--certain-only'] : []),
  ];
  return (
    <>
      <Way up="/repairs">{words.repairs.newOne}</Way>
      <Head title={words.repairs.choose}>
        <p>{words.repairs.chooseText}</p>
      </Head>
      <Steps at="choose" />
      {says !== null && (
        <p className="note warning" role="alert">
          <Mark kind="warning" />
          {says}
        </p>
      )}
      <Panel title={words.repairs.checks}>
        <Answer of={repairable} what={words.repairs.checks}>
          {({ subject }) =>
            subject === null || rows.length === 0 ? (
              <p className="pad m s">
                {subject === null
                  ? words.overview.neverText
                  : only === null
                    ? words.repairs.nothing
                    : words.findings.onlyCounted(only.counted, only.known)}
              </p>
            ) : (
              <>
                <ChoiceTable rows={rows} checks={checks} picked={picked} onPick={setChosen} />
                {picked.includes(DOUBTFUL) && (
                  <p className="foot">
                    <label>
                      <input type="checkbox" checked={certainOnly} onChange={() => setCertainOnly(!certainOnly)} />{' '}
                      {words.repairs.certainOnly}
                    </label>
                  </p>
                )}
              </>
            )
          }
        </Answer>
      </Panel>
      {ticket !== null && <Progress ticket={ticket} says={words.repairs.planning} onEnd={ended} />}
      <div className="sticky">
        <span>
          {count !== null && picked.length > 0 && <b className="b">{words.repairs.chosen(count, picked.length)}</b>}{' '}
          <span className="m">{may ? words.repairs.previewText : words.repairs.needsAdmin}</span>
        </span>
        <button type="button" className="btn p" aria-disabled={cannot} onClick={cannot ? undefined : () => void preview()}>
          {words.overview.preview}
        </button>
      </div>
      <ByHand rows={all} checks={checks} />
      <Command line={['peerquest-audit plan', ...options].join(' ')} />
    </>
  );
}
