import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import type { Repairable } from '../../api/use-repairable.ts';
import { MarkedLink } from '../../components/marked-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Findings that a person has to decide, by check, each with what to do. */
export function ByHand({ rows, checks }: { readonly rows: readonly Repairable[]; readonly checks: ReadonlyMap<string, Check> }): ReactNode {
  const { repairs: words, overview, finding } = useWords();
  const { page } = useDatabase();
  const left = rows.flatMap(({ check, open, automatic }) =>
    automatic === null || automatic === open ? [] : [{ check, count: open - automatic }],
  );
  if (left.length === 0) return null;
  return (
    <Panel
      title={words.byHand}
      note={words.byHandOf(
        left.reduce((sum, { count }) => sum + count, 0),
        left.length,
      )}
    >
      <Table
        label={words.byHand}
        rows={left}
        keyOf={({ check }) => check}
        columns={[
          {
            head: overview.check,
            cell: ({ check }) => (
              <MarkedLink mark={checks.get(check)?.severity ?? 'info'} to={address(page('/findings'), { check })}>
                {checks.get(check)?.title ?? check}
              </MarkedLink>
            ),
          },
          { head: overview.open, isNumber: true, cell: ({ count }) => count },
          { head: finding.advice, isMuted: true, isWide: true, cell: ({ check }) => checks.get(check)?.advice },
        ]}
      />
    </Panel>
  );
}
