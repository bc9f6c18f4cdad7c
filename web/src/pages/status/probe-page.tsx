import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useActs } from '../../components/use-acts.tsx';
import { Way } from '../../components/way.tsx';
import type { PageProps } from '../../routes.ts';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CertificateEnd } from './certificate-end.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { usePasts } from './past.ts';
import { askNow, lookInWords, STATE_MARKS, type Probe } from './probe.ts';
import { TroublePanel } from './trouble-panel.tsx';
import { UptimeBars } from './uptime-bars.tsx';
import { WindowTable } from './window-table.tsx';

/** One endpoint: how it is, how it was, and what it answers now. */
export default function ProbePage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { status } = words;
  const name = params['probe'] ?? '';
  const answer = useAnswer<{ readonly probes: readonly Probe[] }>('/probes');
  const { note, busy, act } = useActs();
  const may = useMay('operator');
  const isKnown = answer.data?.probes.some((one) => one.name === name) === true;
  const button = (
    <button
      type="button"
      className="btn"
      aria-disabled={busy !== null}
      onClick={busy === null ? () => askNow(words, act, name) : undefined}
    >
      <Icon name="refresh-cw" />
      {status.ask}
    </button>
  );
  return (
    <>
      <Way up="/status" />
      <Head title={name} actions={may && isKnown ? button : undefined} />
      {note}
      <Answer of={answer} what={status.title}>
        {({ probes }) => {
          const probe = probes.find((one) => one.name === name);
          return probe === undefined ? <p className="panel p-4">{status.missing}</p> : <Standing probe={probe} />;
        }}
      </Answer>
    </>
  );
}

function Standing({ probe }: { readonly probe: Probe }): ReactNode {
  const words = useWords();
  const { status } = words;
  const pasts = usePasts('day');
  const its = pasts.data?.probes.find(({ name }) => name === probe.name);
  return (
    <>
      {its !== undefined && its.past.length > 0 && (
        <Panel title={status.uptime} note={status.bars}>
          <div className="pad">
            <UptimeBars name={probe.name} starts={pasts.data?.starts ?? []} past={its.past} />
          </div>
        </Panel>
      )}
      <Panel title={status.now}>
        <dl className="facts pad">
          <dt>{status.state}</dt>
          <dd>
            <Mark kind={STATE_MARKS[probe.state]} /> {status.states[probe.state]}
          </dd>
          {probe.state !== 'unknown' && (
            <>
              <dt>{status.sinceWhen}</dt>
              <dd>
                <Time at={probe.since} />
              </dd>
              <dt>{status.lastAsked}</dt>
              <dd>
                <Time at={probe.last.at} />
              </dd>
              <dt>{status.lastAnswer}</dt>
              <dd>{lookInWords(words, probe.last)}</dd>
              <dt>{status.certificate}</dt>
              <dd>{probe.certificateEnds === null ? status.noCertificate : <CertificateEnd at={probe.certificateEnds} />}</dd>
            </>
          )}
        </dl>
      </Panel>
      {probe.state !== 'unknown' && (
        <>
          <LatencyPanel name={probe.name} />
          <WindowTable windows={probe.windows} />
        </>
      )}
      {its !== undefined && its.past.length > 0 && <TroublePanel past={its.past} />}
      <Command line={`peerquest-audit probe ${probe.name}`} />
    </>
  );
}
