import { trendChart } from '../../../../src/report/html/trend-chart.ts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { TrendAnswer } from '../../api/types.ts';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Open findings over 90 days: the very chart of the report, which escapes what it draws. */
export function TrendPanel(): ReactNode {
  const { overview: words } = useWords();
  const { api } = useDatabase();
  const trend = useAnswer<TrendAnswer>(api('/trend'));
  return (
    <Panel title={words.trend} note={words.trendNote}>
      <Answer of={trend} what={words.trend}>
        {({ runs }) =>
          runs.length < 2 ? (
            <p className="pad m s">{words.trendFew}</p>
          ) : (
            <div
              className="pad"
              dangerouslySetInnerHTML={{
                __html: trendChart({ points: runs.map((run, number) => ({ ...run, number })) }, `${words.trend}: ${words.trendNote}`)
                  .map(({ text }) => text)
                  .join(''),
              }}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
