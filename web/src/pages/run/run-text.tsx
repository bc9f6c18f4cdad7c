import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { useText } from '../../api/use-text.ts';
import { Command } from '../../components/command.tsx';
import { Answer } from '../../components/states.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The report as text, with every finding that the run kept. */
export function RunText({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words } = useWords();
  if (run.recorded === undefined) return <p className="panel p-4">{words.notRecorded}</p>;
  return (
    <>
      <Text run={run} />
      <Command line={`peerquest-audit report ${run.id.slice(0, 8)} --detailed`} />
    </>
  );
}

function Text({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words } = useWords();
  const { api } = useDatabase();
  const answer = useText(api(`/runs/${run.id}/report?format=text`));
  return (
    <Answer of={answer} what={words.text}>
      {({ text, isWhole }) => (
        <>
          <pre className="mb-4" tabIndex={0} aria-label={words.text} role="region">
            {text}
          </pre>
          {!isWhole && <p className="m s mb-4">{words.onlyBeginning}</p>}
        </>
      )}
    </Answer>
  );
}
