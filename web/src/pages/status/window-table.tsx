import type { ReactNode } from 'react';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useWords } from '../../words/use-words.tsx';
import { WINDOWS, type Figures } from './probe.ts';

/** How an endpoint answered over a day, a week and a month. */
export function WindowTable({ windows }: { readonly windows: Readonly<Record<(typeof WINDOWS)[number], Figures>> }): ReactNode {
  const { status: words } = useWords();
  return (
    <Panel title={words.was} note={words.buckets}>
      <Table
        label={words.was}
        rows={WINDOWS}
        keyOf={(window) => window}
        columns={[
          { head: words.window, isName: true, cell: (window) => words.windows[window] },
          { head: words.results, isNumber: true, isWide: true, cell: (window) => windows[window].results },
          { head: words.uptime, isNumber: true, cell: (window) => words.share(windows[window].uptime) },
          { head: words.p50, isNumber: true, cell: (window) => words.ms(windows[window].p50) },
          { head: words.p95, isNumber: true, cell: (window) => words.ms(windows[window].p95) },
          { head: words.p99, isNumber: true, isWide: true, cell: (window) => words.ms(windows[window].p99) },
        ]}
      />
    </Panel>
  );
}
