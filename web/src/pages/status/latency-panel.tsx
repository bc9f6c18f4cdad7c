import type { ReactNode } from 'react';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Link } from '../../router/link.tsx';
import { address, usePlace } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { resultsOf, usePasts, type Past } from './past.ts';

const STRETCHES = ['hour', 'day'] as const;
/** What was not asked for longer than this breaks the line. */
const BRIDGES = { hour: 6, day: 1 };

/** How long an endpoint took over a week or 90 days, as a chart and as a table. */
export function LatencyPanel({ name }: { readonly name: string }): ReactNode {
  const { status: words } = useWords();
  const { path, query } = usePlace();
  const by = query.get('by') === 'day' ? 'day' : 'hour';
  const pasts = usePasts(by);
  const choice = (
    <nav className="s ml-auto flex gap-3" aria-label={words.over}>
      {STRETCHES.map((each) =>
        each === by ? (
          <b key={each} className="b" aria-current="true">
            {words.latencyOver[each]}
          </b>
        ) : (
          <Link key={each} to={address(path, { by: each === 'hour' ? null : each })}>
            {words.latencyOver[each]}
          </Link>
        ),
      )}
    </nav>
  );
  return (
    <Panel title={words.latency} aside={choice}>
      <Answer of={pasts} what={words.latency}>
        {({ starts, probes }) => {
          const probe = probes.find((one) => one.name === name);
          const answered = probe?.past.filter(({ p50 }) => p50 !== null).length ?? 0;
          if (probe === undefined || answered < 2) return <p className="pad m s">{words.fewTimes}</p>;
          return (
            <div className="pad">
              <LatencyChart probe={probe} starts={starts} bridge={BRIDGES[by]} />
              <details className="mt-3">
                <summary className="s m">{words.asTable}</summary>
                <Figures by={by} past={probe.past} />
              </details>
            </div>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Figures({ by, past }: { readonly by: 'hour' | 'day'; readonly past: Past['past'] }): ReactNode {
  const { status: words } = useWords();
  return (
    <Table
      label={words.latency}
      rows={past.toReversed()}
      keyOf={({ start }) => start}
      columns={[
        {
          head: words.day,
          isName: true,
          cell: ({ start }) => (
            <>
              {words.utcDay(new Date(start))} {by === 'hour' && start.slice(11, 16)}
            </>
          ),
        },
        { head: words.results, isNumber: true, cell: resultsOf },
        { head: words.p50, isNumber: true, cell: ({ p50 }) => words.ms(p50) },
        { head: words.p95, isNumber: true, cell: ({ p95 }) => words.ms(p95) },
      ]}
    />
  );
}
