import { useState, type ReactNode } from 'react';
import { sentenceOf, type Finding } from '../../api/finding.ts';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ackCommand } from '../../commands/ack-command.ts';
import { Acknowledge } from '../../components/acknowledge.tsx';
import { Command } from '../../components/command.tsx';
import { Evidence, shown } from '../../components/evidence.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { Way } from '../../components/way.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Link } from '../../router/link.tsx';
import { address, go } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import type { PageProps } from '../../routes.ts';
import { useWords } from '../../words/use-words.tsx';
import { neighboursOf } from '../findings/neighbours.ts';
import { ExplanationPanels } from './explanation.tsx';

interface Life {
  readonly check: string;
  readonly fingerprint: string;
  readonly isOpen: boolean;
  readonly lookedAt: string;
  readonly events: readonly {
    readonly what: 'new' | 'returned' | 'changed' | 'restated' | 'resolved';
    readonly run: string;
    readonly at: string;
    readonly acknowledged: boolean;
    readonly finding: Finding | null;
  }[];
}

/** One finding: the sentence, the evidence, what it means, its life over the runs. */
export default function FindingPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const life = useAnswer<Life>(api(`/findings/${encodeURIComponent(params['finding'] ?? '')}`));
  return (
    <Answer of={life} what={words.findings.finding} isPage>
      {(told) => <Told life={told} />}
    </Answer>
  );
}

function Told({ life }: { readonly life: Life }): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const may = useMay('operator');
  const [isAcknowledging, setAcknowledging] = useState(false);
  const check = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks.find(({ id }) => id === life.check) ?? null;
  const last = life.events.findLast(({ finding }) => finding !== null);
  const finding = last?.finding ?? null;
  // What a run that kept only which it was does not say, one before it does.
  const said = life.events.findLast(({ finding: one }) => one?.sentence !== undefined)?.finding ?? finding;
  const mayAcknowledge = may && life.isOpen && last?.acknowledged !== true;
  const { before, behind } = neighboursOf(life.fingerprint);
  const lead = (to: string | null): void => {
    if (to !== null) go(page(`/findings/${to}`));
  };
  useKeys({
    '[': () => lead(before),
    ']': () => lead(behind),
    a: () => setAcknowledging(mayAcknowledge),
    r: () => go(address(page('/repairs/new'), { check: life.check })),
    c: () => void navigator.clipboard.writeText(location.href),
  });
  const action = mayAcknowledge && (
    <button type="button" className="btn" onClick={() => setAcknowledging(true)}>
      {words.acknowledge.open}
    </button>
  );
  return (
    <>
      <Way up="/findings">
        {check?.title ?? life.check}
        {before !== null && (
          <>
            · <Link to={page(`/findings/${before}`)}>{words.finding.before}</Link>
          </>
        )}
        {behind !== null && (
          <>
            · <Link to={page(`/findings/${behind}`)}>{words.finding.behind}</Link>
          </>
        )}
      </Way>
      <Head title={said === null ? life.fingerprint.slice(0, 8) : sentenceOf(said)} actions={action}>
        <p>
          <Mark kind={life.isOpen ? (check?.severity ?? 'info') : 'ok'} /> {life.isOpen ? words.finding.open : words.finding.gone}{' '}
          {words.finding.looked} <Time at={life.lookedAt} />.
        </p>
      </Head>
      <div className="two">
        <div>
          {finding !== null && (
            <Panel title={words.evidence.title}>
              <div className="pad">
                <Evidence of={finding} />
              </div>
            </Panel>
          )}
          {life.isOpen && <ExplanationPanels fingerprint={life.fingerprint} check={check} />}
          {check !== null && <Meaning check={check} cause={finding?.cause ?? null} />}
        </div>
        <div>
          <Panel title={words.finding.life}>
            <ol className="pad tl">
              {life.events.map(({ what, at, run }) => (
                <li key={`${run} ${what}`}>
                  <Mark kind={what === 'resolved' ? 'ok' : what === 'changed' || what === 'restated' ? 'info' : 'warning'} />
                  <Link to={page(`/runs/${run}`)}>{words.finding.events[what]}</Link>, <Time at={at} />
                </li>
              ))}
            </ol>
          </Panel>
          {finding !== null && (
            <Panel title={words.finding.key}>
              <dl className="pad facts">
                {Object.entries(finding.key).map(([name, value]) => (
                  <div key={name} className="contents">
                    <dt>{name}</dt>
                    <dd>{shown(value, words)}</dd>
                  </div>
                ))}
              </dl>
            </Panel>
          )}
          <Panel title={words.finding.nearby}>
            <ul className="pad s grid gap-2">
              {said?.user != null && (
                <li>
                  <Link to={address(page('/findings'), { user: said.user.username || said.user.id })}>
                    {words.finding.ofUser(said.user.username || said.user.id)}
                  </Link>
                </li>
              )}
              {said?.quest != null && (
                <li>
                  <Link to={address(page('/findings'), { quest: String(said.quest.id) })}>{words.finding.ofQuest(said.quest.id)}</Link>
                </li>
              )}
              <li>
                <Link to={address(page('/findings'), { check: life.check })}>{words.finding.ofCheck}</Link>
              </li>
            </ul>
          </Panel>
        </div>
      </div>
      <Command line={`peerquest-audit explain ${life.fingerprint.slice(0, 8)}`} />
      {isAcknowledging && (
        <Acknowledge
          findings={[life.fingerprint]}
          command={ackCommand([life.fingerprint])}
          onClose={() => setAcknowledging(false)}
          onDone={() => setAcknowledging(false)}
        />
      )}
    </>
  );
}

function Meaning({ check, cause }: { readonly check: Check; readonly cause: string | null }): ReactNode {
  const words = useWords();
  return (
    <Panel title={words.finding.meaning}>
      <div className="pad prose">
        <p>{check.invariant}</p>
        <p>{check.why}</p>
        {cause !== null && (
          <p>
            <b>{cause}.</b> {check.causes[cause] ?? ''}
          </p>
        )}
        <h3>{words.finding.advice}</h3>
        <p>{check.advice}</p>
        {check.repair !== null && <p>{check.repair}</p>}
      </div>
    </Panel>
  );
}
