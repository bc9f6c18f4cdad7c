import type { ReactNode } from 'react';
import { useWords } from '../../words/use-words.tsx';
import { sizeOf, type Grouping, type Groups } from './groups.ts';

interface Wish {
  readonly of: Groups['others'];
  readonly by: Grouping;
  readonly wide: number;
}

/** The groups that are not told one by one, as a sum. */
export function OtherGroups({ of, by, wide }: Wish): ReactNode {
  const { findings } = useWords();
  if (of === undefined) return null;
  return (
    <tr className="grp">
      <th scope="rowgroup" colSpan={wide}>
        <span className="m">{findings.otherGroups(of.groups, sizeOf(of), findings.groupings[by])}</span>
      </th>
    </tr>
  );
}
