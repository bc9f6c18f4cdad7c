import { useState, type ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { address, go, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { RunTable } from './run-table.tsx';

const MODES = ['audit', 'dry-run', 'fix', 'undo'] as const satisfies readonly RunSummary['mode'][];
const SHOWN = 50;
/** So many the API tells at most. */
const MOST = 500;

/** All runs, the newest first; two of them are compared. */
export default function RunsPage(): ReactNode {
  const words = useWords();
  const { path, query } = usePlace();
  const { api, page } = useDatabase();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const mode = MODES.find((each) => each === query.get('mode')) ?? null;
  const limit = query.get('all') === 'yes' ? MOST : SHOWN;
  const answer = useAnswer<{ readonly runs: readonly RunSummary[] }>(api(address('/runs', { limit: String(limit), mode })));
  // The third that is chosen takes the place of the first.
  const choose = (id: string): void =>
    setChosen((before) => (before.includes(id) ? before.filter((each) => each !== id) : [...before, id].slice(-2)));
  return (
    <>
      <Head title={words.runs.title}>
        <p>{words.runs.text}</p>
      </Head>
      <div className="bar">
        <label className="s m">
          {words.runs.show}{' '}
          <select
            className="w-auto"
            value={mode ?? ''}
            onChange={({ target }) => go(address(path, { mode: target.value, all: query.get('all') }))}
          >
            <option value="">{words.runs.anyMode}</option>
            {MODES.map((each) => (
              <option key={each} value={each}>
                {words.overview.modes[each]}
              </option>
            ))}
          </select>
        </label>
        <span className="s m ml-auto" id="compare-help">
          {words.runs.chosen(chosen.length)}
        </span>
        <button
          type="button"
          className="btn"
          disabled={chosen.length !== 2}
          aria-describedby="compare-help"
          onClick={() => go(page(`/compare/${inOrder(chosen, answer.data?.runs ?? []).join('..')}`))}
        >
          {words.runs.compare}
        </button>
      </div>
      <Answer of={answer} what={words.runs.title}>
        {({ runs }) =>
          runs.length === 0 ? (
            <p className="panel p-4">{mode === null ? words.runs.none : words.runs.noneOfMode}</p>
          ) : (
            <>
              <RunTable runs={runs} chosen={chosen} onChoose={choose} />
              {runs.length >= limit && (
                <p className="m s mb-4">
                  {words.runs.newest(limit)} {limit < MOST && <Link to={address(path, { all: 'yes', mode })}>{words.runs.more(MOST)}</Link>}
                </p>
              )}
            </>
          )
        }
      </Answer>
      <Command line="peerquest-audit runs" />
    </>
  );
}

/** The older before the newer: runs are listed the newest first. */
function inOrder(chosen: readonly string[], runs: readonly RunSummary[]): readonly string[] {
  const place = (id: string): number => runs.findIndex((run) => run.id === id);
  return chosen.toSorted((one, other) => place(other) - place(one)).map((id) => id.slice(0, 8));
}
