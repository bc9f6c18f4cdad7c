import type { ReactNode } from 'react';
import type { RunCheck, RunSummary } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { Command } from '../../components/command.tsx';
import { Panel } from '../../components/panel.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** How long each check took and what it read, the slowest first. */
export function RunPerformance({ run, checks }: { readonly run: RunSummary; readonly checks: readonly RunCheck[] }): ReactNode {
  const { run: words, number, took } = useWords();
  const { page } = useDatabase();
  const known = useChecks();
  const looked = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'found');
  const slowest = looked.toSorted((one, other) => other.durationMs - one.durationMs);
  return (
    <>
      <Panel title={words.performance} note={words.slowest}>
        {slowest.length === 0 ? (
          <p className="pad m s">{run.recorded === undefined ? words.notRecorded : words.noChecks}</p>
        ) : (
          <table className="mini">
            <thead>
              <tr>
                <th scope="col">{words.check}</th>
                <th scope="col" className="num">
                  {words.time}
                </th>
                <th scope="col" className="num">
                  {words.rows}
                </th>
                <th scope="col" className="num phone:hidden">
                  {words.rowsPerSecond}
                </th>
              </tr>
            </thead>
            <tbody>
              {slowest.map(({ check, durationMs, examined }) => (
                <tr key={check}>
                  <td>
                    <Link className="q b" to={page(`/checks/${encodeURIComponent(check)}`)}>
                      {known.get(check)?.title ?? check}
                    </Link>
                  </td>
                  <td className="num">{took(durationMs)}</td>
                  <td className="num m">{examined === null ? '–' : number(examined)}</td>
                  {/* What took no measurable time has no speed. */}
                  <td className="num m phone:hidden">
                    {examined === null || durationMs === 0 ? '–' : number(Math.round((examined / durationMs) * 1000))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <Command line="peerquest-audit runs --performance" />
    </>
  );
}
