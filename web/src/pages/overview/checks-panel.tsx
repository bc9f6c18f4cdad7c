import type { ReactNode } from 'react';
import { useAnswer, type Answered } from '../../api/use-answer.ts';
import type { Check, Group } from '../../api/types.ts';
import { Age } from '../../components/age.tsx';
import { Mark } from '../../components/mark.tsx';
import { MarkedLink } from '../../components/marked-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Spark } from './spark.tsx';
import { usePastOfChecks } from './past-of-checks.ts';

/** Checks with open findings, the most first: how they have developed, and since when the oldest is known. */
export function ChecksPanel({
  groups,
}: {
  readonly groups: Answered<{ readonly groups: readonly Group[] }> & { readonly again: () => void };
}): ReactNode {
  const { overview: words, number, difference } = useWords();
  const { api, page } = useDatabase();
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? [];
  const past = usePastOfChecks();
  const known = new Map(checks.map((check) => [check.id, check]));
  return (
    <Panel title={words.checks}>
      <Answer of={groups} what={words.checks}>
        {({ groups: all }) => {
          // Of some everything that is open is acknowledged.
          const found = all.filter(({ open }) => open > 0);
          return (
            <Table
              label={words.checks}
              rows={found}
              keyOf={({ name }) => name}
              empty={
                <>
                  <Mark kind="ok" /> {words.noChecks}
                </>
              }
              columns={[
                {
                  head: words.check,
                  cell: ({ name }) => (
                    <MarkedLink mark={known.get(name)?.severity ?? 'info'} to={address(page('/findings'), { check: name })}>
                      {known.get(name)?.title ?? name}
                    </MarkedLink>
                  ),
                },
                { head: words.month, isWide: true, cell: ({ name }) => <Spark values={past.of(name)} /> },
                { head: words.open, isNumber: true, cell: ({ open }) => <b className="b">{number(open)}</b> },
                { head: words.change, isNumber: true, isMuted: true, isWide: true, cell: ({ name }) => difference(past.changeOf(name)) },
                { head: words.oldest, isNumber: true, isMuted: true, cell: ({ since }) => <Age since={since} /> },
              ]}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}
