import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { Loading, TroubleNote } from '../../components/states.tsx';
import { useActs } from '../../components/use-acts.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { usePasts } from './past.ts';
import { askNow, STATE_MARKS, type Probe } from './probe.ts';
import { ProbeTable } from './probe-table.tsx';
import { ServicePanel } from './service-panel.tsx';

/** Whether the endpoints answer, and how they did. */
export default function StatusPage(): ReactNode {
  const words = useWords();
  const { status } = words;
  const answer = useAnswer<{ readonly probes: readonly Probe[] }>('/probes');
  const pasts = usePasts('day');
  const { note, busy, act } = useActs();
  const probes = answer.data?.probes ?? [];
  const worst = WORST_FIRST.find((state) => probes.some((probe) => probe.state === state)) ?? 'unknown';
  if (answer.data === null)
    return (
      <>
        <Head title={status.title} />
        {answer.trouble === null ? <Loading /> : <TroubleNote answer={answer} what={status.title} again={answer.again} />}
      </>
    );
  if (probes.length === 0)
    return (
      <>
        <Head title={status.title} />
        <NothingYet text={status.nothing} write={EXAMPLE} />
        <ServicePanel />
      </>
    );
  return (
    <>
      <Head title={verdict(status, probes, worst)} verdict>
        <p>
          <Mark kind={STATE_MARKS[worst]} /> {status.text}
        </p>
      </Head>
      {answer.trouble !== null && <TroubleNote answer={answer} what={status.title} again={answer.again} />}
      {note}
      <ProbeTable probes={probes} pasts={pasts.data} busy={busy} onAsk={({ name }) => askNow(words, act, name)} />
      {pasts.trouble !== null && <TroubleNote answer={pasts} what={status.bars} again={pasts.again} />}
      <p className="s m hp mb-4 flex gap-4">
        {Object.values(status.legend).map((each) => (
          <span key={each}>{each}</span>
        ))}
      </p>
      <ServicePanel />
      <Command line="peerquest-audit probe" />
    </>
  );
}

const WORST_FIRST = ['down', 'slow', 'unknown', 'up'] as const;

const EXAMPLE = `"probes": {
  "peerquest": {
    "preset": "peerquest",
    "url": "https://peerquest.example",
    "api": "https://api.peerquest.example"
  }
}`;

/** The worst that there is decides; what was never asked is not told as up. */
function verdict({ verdicts }: Words['status'], probes: readonly Probe[], worst: Probe['state']): string {
  return worst === 'up' ? verdicts.up : verdicts[worst](probes.filter(({ state }) => state === worst).length);
}
