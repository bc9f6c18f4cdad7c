import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { STATE_MARKS, type Probe } from '../status/probe.ts';
import { useWords } from '../../words/use-words.tsx';

/** The endpoints that are probed, each with how it is. */
export function StatusPanel(): ReactNode {
  const { overview: words } = useWords();
  const probes = useAnswer<{ readonly probes: readonly Probe[] }>('/probes');
  return (
    <Panel title={words.status}>
      <Answer of={probes} what={words.status}>
        {({ probes: all }) =>
          all.length === 0 ? (
            <p className="pad m s">{words.noProbes}</p>
          ) : (
            <ul className="pad s">
              {all.map(({ name, state }) => (
                <li key={name}>
                  <Mark kind={STATE_MARKS[state]} alone />{' '}
                  <Link className="q" to={`/status/${encodeURIComponent(name)}`}>
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
