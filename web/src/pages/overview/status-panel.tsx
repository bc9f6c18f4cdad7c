import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { usePasts } from '../status/past.ts';
import { STATE_MARKS, type Probe } from '../status/probe.ts';
import { UptimeBars } from '../status/uptime-bars.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Days of which the overview shows a bar. */
const DAYS = 30;

/** The endpoints that are probed, each with how it is and was. */
export function StatusPanel(): ReactNode {
  const { overview: words, status } = useWords();
  const probes = useAnswer<{ readonly probes: readonly Probe[] }>('/probes');
  const pasts = usePasts('day');
  return (
    <Panel
      title={words.status}
      aside={
        <Link className="s" to="/status">
          {words.details}
        </Link>
      }
    >
      <Answer of={probes} what={words.status}>
        {({ probes: all }) =>
          all.length === 0 ? (
            <p className="pad m s">{words.noProbes}</p>
          ) : (
            <ul className="pad s grid gap-2">
              {all.map((probe) => (
                <li key={probe.name}>
                  <div className="flex gap-1 items-center mb-1">
                    <Mark kind={STATE_MARKS[probe.state]} alone />
                    <Link className="q grow" to={`/status/${encodeURIComponent(probe.name)}`}>
                      {probe.name}
                    </Link>
                    {probe.state !== 'unknown' && (
                      <span className="num m">
                        {probe.state === 'up' ? '' : `${status.states[probe.state]}, `}
                        {status.share(probe.windows.month.uptime)}
                      </span>
                    )}
                  </div>
                  {pasts.data !== null && (
                    <UptimeBars
                      name={probe.name}
                      starts={pasts.data.starts.slice(-DAYS)}
                      past={pasts.data.probes.find((one) => one.name === probe.name)?.past ?? []}
                      low
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
