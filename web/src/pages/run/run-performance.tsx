import type { ReactNode } from 'react';
import type { RunCheck, RunSummary } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { Command } from '../../components/command.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** How long each check took and what it read, the slowest first. */
export function RunPerformance({ run, checks }: { readonly run: RunSummary; readonly checks: readonly RunCheck[] }): ReactNode {
  const { run: words, took } = useWords();
  const { page } = useDatabase();
  const known = useChecks();
  const looked = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'found');
  const slowest = looked.toSorted((one, other) => other.durationMs - one.durationMs);
  return (
    <>
      <Panel title={words.performance} note={words.slowest}>
        <Table
          label={words.performance}
          rows={slowest}
          keyOf={({ check }) => check}
          empty={run.recorded === undefined ? words.notRecorded : words.noChecks}
          columns={[
            {
              head: words.check,
              cell: ({ check }) => (
                <Link className="q b" to={page(`/checks/${encodeURIComponent(check)}`)}>
                  {known.get(check)?.title ?? check}
                </Link>
              ),
            },
            { head: words.time, isNumber: true, cell: ({ durationMs }) => took(durationMs) },
            { head: words.rows, isNumber: true, isMuted: true, cell: ({ examined }) => examined },
            {
              head: words.rowsPerSecond,
              isNumber: true,
              isMuted: true,
              isWide: true,
              // What took no measurable time has no speed.
              cell: ({ examined, durationMs }) =>
                examined === null || durationMs === 0 ? null : Math.round((examined / durationMs) * 1000),
            },
          ]}
        />
      </Panel>
      <Command line="peerquest-audit runs --performance" />
    </>
  );
}
