import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { useWords } from '../../words/use-words.tsx';
import { resultsOf, type Stretch } from './past.ts';
import { STATE_MARKS } from './probe.ts';

/** Days on which an endpoint was slow or down, the newest first. */
export function TroublePanel({ past }: { readonly past: readonly Stretch[] }): ReactNode {
  const { status: words } = useWords();
  const days = past.filter(({ outcome }) => outcome !== 'up').toReversed();
  return (
    <Panel title={words.trouble} note={words.latencyOver.day}>
      {days.length === 0 ? (
        <p className="pad m s">{words.noTrouble}</p>
      ) : (
        <table className="mini">
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col">{words.state}</th>
              <th scope="col" className="hp">
                {words.what}
              </th>
              <th scope="col" className="num">
                {words.uptime}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.start}>
                <td className="nw">
                  <time dateTime={day.start.slice(0, 10)}>{words.utcDay(new Date(day.start))}</time>
                </td>
                <td>
                  <Mark kind={STATE_MARKS[day.outcome]} alone /> {words.states[day.outcome]}
                </td>
                <td className="hp">{words.happened(day.down, day.slow, resultsOf(day))}</td>
                <td className="num">{words.share((day.up + day.slow) / resultsOf(day))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
