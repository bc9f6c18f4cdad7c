import type { ReactNode } from 'react';
import type { RunAnswer } from '../../api/types.ts';
import type { useRun } from '../../api/use-run.ts';
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
    <Answer of={of} what={words.name} isPage>
      {(answer) => (
        <>
          <RunHead run={answer.run} view={view} />
          {children(answer)}
        </>
      )}
    </Answer>
  );
}
