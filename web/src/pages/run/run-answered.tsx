import type { ReactNode } from 'react';
import type { RunAnswer } from '../../api/types.ts';
import type { useRun } from '../../api/use-run.ts';
import { Head } from '../../components/head.tsx';
import { Answer } from '../../components/states.tsx';
import { useWords } from '../../words/use-words.tsx';
import { RunHead, type RunView } from './run-head.tsx';

interface Wish {
  readonly of: ReturnType<typeof useRun>;
  readonly view: RunView | null;
  readonly children: (answer: RunAnswer) => ReactNode;
}

/** A view of a run below its heading, once it is there. */
export function RunAnswered({ of, view, children }: Wish): ReactNode {
  const { run: words } = useWords();
  return (
    <>
      {of.data === null && of.trouble !== null && <Head title={words.name} />}
      <Answer of={of} what={words.name}>
        {(answer) => (
          <>
            <RunHead run={answer.run} view={view} />
            {children(answer)}
          </>
        )}
      </Answer>
    </>
  );
}
