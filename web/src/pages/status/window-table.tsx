import type { ReactNode } from 'react';
import { Panel } from '../../components/panel.tsx';
import { useWords } from '../../words/use-words.tsx';
import { WINDOWS, type Figures } from './probe.ts';

/** How an endpoint answered over a day, a week and a month. */
export function WindowTable({ windows }: { readonly windows: Readonly<Record<(typeof WINDOWS)[number], Figures>> }): ReactNode {
  const { status: words, number } = useWords();
  return (
    <Panel title={words.was} note={words.buckets}>
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{words.window}</th>
            <th scope="col" className="num hp">
              {words.results}
            </th>
            <th scope="col" className="num">
              {words.uptime}
            </th>
            <th scope="col" className="num">
              {words.p50}
            </th>
            <th scope="col" className="num">
              {words.p95}
            </th>
            <th scope="col" className="num hp">
              {words.p99}
            </th>
          </tr>
        </thead>
        <tbody>
          {WINDOWS.map((window) => {
            const { results, uptime, p50, p95, p99 } = windows[window];
            return (
              <tr key={window}>
                <th scope="row">{words.windows[window]}</th>
                <td className="num hp">{number(results)}</td>
                <td className="num">{words.share(uptime)}</td>
                <td className="num">{words.ms(p50)}</td>
                <td className="num">{words.ms(p95)}</td>
                <td className="num hp">{words.ms(p99)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
