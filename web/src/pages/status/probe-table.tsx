import { Fragment, type ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { RowButton } from '../../components/row-button.tsx';
import { Time } from '../../components/time.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import { Link } from '../../router/link.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CertificateEnd } from './certificate-end.tsx';
import type { Pasts } from './past.ts';
import { STATE_MARKS, type Probe } from './probe.ts';
import { UptimeBars } from './uptime-bars.tsx';

/** Stretches of which the list tells the uptime: the page of an endpoint tells all. */
const TOLD = ['day', 'month'] as const;

interface Wish {
  readonly probes: readonly Probe[];
  /** Their past by days; null while it is not known. */
  readonly pasts: Pasts | null;
  readonly busy: Acts['busy'];
  readonly onAsk: (probe: Probe) => void;
}

/** Endpoints, a row each with a bar a day; phones see the bars below, and how often they answered over 30 days. */
export function ProbeTable({ probes, pasts, busy, onAsk }: Wish): ReactNode {
  const { status: words } = useWords();
  const may = useMay('operator');
  return (
    <div className="panel">
      <table className="ep mid">
        <thead>
          <tr>
            <th scope="col">{words.endpoint}</th>
            <th scope="col" className="hp w-[36%]">
              {words.bars}
            </th>
            {TOLD.map((window) => (
              <th key={window} scope="col" className={window === 'month' ? 'num' : 'num hp'}>
                {words.upOver[window]}
              </th>
            ))}
            <th scope="col" className="num hp">
              {words.p50}
            </th>
            <th scope="col" className="num hp">
              {words.p95}
            </th>
            {may && (
              <th scope="col" className="num">
                <span className="vh">{words.ask}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {probes.map((probe) => (
            <Fragment key={probe.name}>
              <tr>
                <td>
                  <Name of={probe} />
                </td>
                <td className="hp">
                  <Bars of={probe} pasts={pasts} />
                </td>
                <FiguresOf probe={probe} />
                {may && (
                  <td className="num">
                    <RowButton label={words.ask} icon="refresh-cw" about={probe.name} busy={busy} onPress={() => onAsk(probe)} />
                  </td>
                )}
              </tr>
              <tr className="narrow-row">
                <td colSpan={TOLD.length + 5}>
                  <Bars of={probe} pasts={pasts} low />
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bars({ of: { name }, pasts, low }: { readonly of: Probe; readonly pasts: Pasts | null; readonly low?: boolean }): ReactNode {
  const probe = pasts?.probes.find((one) => one.name === name);
  return pasts !== null && probe !== undefined && <UptimeBars name={name} starts={pasts.starts} past={probe.past} low={low === true} />;
}

function Name({ of: probe }: { readonly of: Probe }): ReactNode {
  const { status: words } = useWords();
  return (
    <span className="gt">
      <Mark kind={STATE_MARKS[probe.state]} />
      <span>
        <Link className="q b" to={`/status/${encodeURIComponent(probe.name)}`}>
          {probe.name}
        </Link>
        <span className="s m block">
          {words.states[probe.state]}
          {probe.state !== 'unknown' && (
            <>
              {' '}
              {words.since} <Time at={probe.since} />
              {probe.certificateEnds !== null && (
                <span className="block">
                  {words.certificate} <CertificateEnd at={probe.certificateEnds} />
                </span>
              )}
            </>
          )}
        </span>
      </span>
    </span>
  );
}

function FiguresOf({ probe }: { readonly probe: Probe }): ReactNode {
  const { status: words } = useWords();
  const known = probe.state === 'unknown' ? null : probe;
  return (
    <>
      {TOLD.map((window) => (
        <td key={window} className={window === 'month' ? 'num' : 'num hp'}>
          {words.share(known?.windows[window].uptime ?? null)}
        </td>
      ))}
      <td className="num hp">{words.ms(known?.windows.day.p50 ?? null)}</td>
      <td className="num hp">{words.ms(known?.windows.day.p95 ?? null)}</td>
    </>
  );
}
