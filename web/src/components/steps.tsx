import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Link } from '../router/link.tsx';

const STEPS = ['choose', 'preview', 'confirm', 'progress', 'result'] as const;
export type Step = (typeof STEPS)[number];

/** How far a repair has come; what an undo takes back is chosen already. */
export function Steps({
  at,
  isUndo = false,
  choose,
}: {
  readonly at: Step;
  readonly isUndo?: boolean;
  readonly choose?: string;
}): ReactNode {
  const { repairs: words } = useWords();
  const steps = isUndo ? STEPS.slice(1) : STEPS;
  return (
    <ol className="steps" aria-label={words.stepsOf}>
      {steps.map((step, place) => (
        <li
          key={step}
          className={place < steps.indexOf(at) || at === 'result' ? 'done' : undefined}
          aria-current={step === at ? 'step' : undefined}
        >
          <b aria-hidden="true">{place + 1}</b>
          {step === 'choose' && choose !== undefined ? <Link to={choose}>{words.steps[step]}</Link> : words.steps[step]}
        </li>
      ))}
    </ol>
  );
}
