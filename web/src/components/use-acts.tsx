import { useState, type ReactNode } from 'react';
import { inWords } from '../api/problem.ts';
import { useWords } from '../words/use-words.tsx';
import { announce } from './announcer.tsx';
import { Mark } from './mark.tsx';

/** What came of something that somebody has asked for. */
interface Outcome {
  readonly kind: 'ok' | 'warning' | 'critical' | 'fail';
  readonly text: string;
  /** Where it leads to. */
  readonly link?: ReactNode;
}

/** What a page's buttons have done last. */
export interface Acts {
  /** Stands above what the buttons belong to. */
  readonly note: ReactNode;
  /** Which of them is under way, by what it is about; null where none is. */
  readonly busy: string | null;
  /** Does it, and says what came of it; what the service refuses is told in its own sentence. */
  readonly act: (about: string, doing: () => Promise<Outcome>) => void;
}

/** Things that a page's buttons do, one at a time: what came of the last is told on the page, and on the status line. */
export function useActs(): Acts {
  const { noConnection } = useWords();
  const [busy, setBusy] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const act = async (about: string, doing: () => Promise<Outcome>): Promise<void> => {
    setBusy(about);
    const came = await doing().catch((error: unknown): Outcome => {
      return { kind: 'fail', text: inWords(error, noConnection) };
    });
    setOutcome(came);
    announce(came.text);
    setBusy(null);
  };
  return { note: outcome === null ? null : <OutcomeNote {...outcome} />, busy, act: (about, doing) => void act(about, doing) };
}

function OutcomeNote({ kind, text, link }: Outcome): ReactNode {
  return (
    <div className={`note ${kind}`}>
      <Mark kind={kind} alone />
      <div>
        {text} {link}
      </div>
    </div>
  );
}
