import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useWords } from '../../words/use-words.tsx';
import { resultsOf, type Stretch } from './past.ts';
import { STATE_MARKS } from './probe.ts';

/** Days on which an endpoint was slow or down, the newest first. */
export function TroublePanel({ past }: { readonly past: readonly Stretch[] }): ReactNode {
  const { status: words } = useWords();
  const days = past.filter(({ outcome }) => outcome !== 'up').toReversed();
  return (
    <Panel title={words.trouble} note={words.latencyOver.day}>
      <Table
        label={words.trouble}
        rows={days}
        keyOf={({ start }) => start}
        empty={words.noTrouble}
        columns={[
          {
            head: words.day,
            cell: ({ start }) => (
              <time className="nw" dateTime={start.slice(0, 10)}>
                {words.utcDay(new Date(start))}
              </time>
            ),
          },
          {
            head: words.state,
            cell: ({ outcome }) => (
              <>
                <Mark kind={STATE_MARKS[outcome]} alone /> {words.states[outcome]}
              </>
            ),
          },
          { head: words.what, isWide: true, cell: (day) => words.happened(day.down, day.slow, resultsOf(day)) },
          { head: words.uptime, isNumber: true, cell: (day) => words.share((day.up + day.slow) / resultsOf(day)) },
        ]}
      />
    </Panel>
  );
}
