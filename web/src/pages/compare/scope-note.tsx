import type { ReactNode } from 'react';
import type { Check, RunSummary } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { Comparison } from './comparison.ts';

interface Wish {
  readonly comparison: Comparison;
  /** Null while it is not known. */
  readonly earlier: RunSummary | null;
  readonly later: RunSummary | null;
  readonly checks: ReadonlyMap<string, Check>;
}

/** Where the two did not look at the same things in the same way: what is left out then is nothing that is resolved. */
export function ScopeNote({ comparison, earlier, later, checks }: Wish): ReactNode {
  const { compare: words } = useWords();
  const { notCompared, compared } = comparison;
  const says: string[] = [];
  if (earlier !== null && later !== null) {
    if (earlier.user !== later.user) says.push(words.otherScope(earlier.user, later.user));
    if (earlier.toolVersion !== later.toolVersion) says.push(words.otherVersion(earlier.toolVersion, later.toolVersion));
  }
  if (compared.length === 0) says.push(words.nothing);
  if (notCompared.length > 0) says.push(words.leftOut(notCompared.length));
  if (says.length === 0) return <p className="m s mb-4">{words.same}</p>;
  return (
    <div className="note warning">
      <Mark kind="warning" />
      <div>
        {says.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {notCompared.length > 0 && (
          <details className="s">
            <summary>{words.which}</summary>
            <ul>
              {notCompared.map((check) => (
                <li key={check}>{checks.get(check)?.title ?? check}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}
