import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { RowButton } from '../../components/row-button.tsx';
import { Time } from '../../components/time.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import { Link } from '../../router/link.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { STATE_MARKS, WINDOWS, type Probe } from './probe.ts';

interface Wish {
  readonly probes: readonly Probe[];
  readonly busy: Acts['busy'];
  readonly onAsk: (probe: Probe) => void;
}

/** Endpoints, a row each; phones see how often they answered over 30 days. */
export function ProbeTable({ probes, busy, onAsk }: Wish): ReactNode {
  const { status: words } = useWords();
  const may = useMay('operator');
  return (
    <div className="panel">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.endpoint}</th>
            {WINDOWS.map((window) => (
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
            <th scope="col" className="num hp">
              {words.certificate}
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
            <tr key={probe.name}>
              <td>
                <Name of={probe} />
              </td>
              <FiguresOf probe={probe} />
              {may && (
                <td className="num">
                  <RowButton label={words.ask} icon="refresh-cw" about={probe.name} busy={busy} onPress={() => onAsk(probe)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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
      {WINDOWS.map((window) => (
        <td key={window} className={window === 'month' ? 'num' : 'num hp'}>
          {words.share(known?.windows[window].uptime ?? null)}
        </td>
      ))}
      <td className="num hp">{words.ms(known?.windows.day.p50 ?? null)}</td>
      <td className="num hp">{words.ms(known?.windows.day.p95 ?? null)}</td>
      <td className="num hp m">{known?.certificateEnds == null ? '–' : <Time at={known.certificateEnds} />}</td>
    </>
  );
}
