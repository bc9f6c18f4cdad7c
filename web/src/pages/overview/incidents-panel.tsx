import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

interface Incident {
  readonly from: string;
  readonly to: string;
  readonly checks: readonly { readonly check: string; readonly findings: number }[];
}

/** Bursts of findings whose rows date from one time. */
export function IncidentsPanel(): ReactNode {
  const { overview: words, moment } = useWords();
  const { api } = useDatabase();
  const found = useAnswer<{ readonly incidents: readonly Incident[] }>(api('/summary?by=incident'));
  return (
    <Panel title={words.incidents}>
      <Answer of={found} what={words.incidents}>
        {({ incidents }) =>
          incidents.length === 0 ? (
            <p className="pad m s">{words.noIncidents}</p>
          ) : (
            <ul className="pad s">
              {incidents.map(({ from, to, checks }) => (
                <li key={from}>
                  {words.incident(
                    checks.reduce((sum, { findings }) => sum + findings, 0),
                    moment(new Date(from)),
                    moment(new Date(to)),
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
