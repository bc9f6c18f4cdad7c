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
  const { overview: words } = useWords();
  const probes = useAnswer<{ readonly probes: readonly Probe[] }>('/probes');
  const pasts = usePasts('day');
  return (
    <Panel title={words.status}>
      <Answer of={probes} what={words.status}>
        {({ probes: all }) =>
          all.length === 0 ? (
            <p className="pad m s">{words.noProbes}</p>
          ) : (
            <ul className="pad s grid gap-2">
              {all.map(({ name, state }) => (
                <li key={name}>
                  <Mark kind={STATE_MARKS[state]} alone />{' '}
                  <Link className="q" to={`/status/${encodeURIComponent(name)}`}>
                    {name}
                  </Link>
                  {pasts.data !== null && (
                    <UptimeBars
                      name={name}
                      starts={pasts.data.starts.slice(-DAYS)}
                      past={pasts.data.probes.find((one) => one.name === name)?.past ?? []}
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
