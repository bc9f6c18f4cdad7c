import type { ReactNode } from 'react';
import { Rest } from '../../components/rest.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { Item } from './use-findings.ts';

interface Wish {
  readonly item: Extract<Item, { readonly kind: 'end' }>;
  readonly index: number;
  readonly wide: number;
}

/** What an opened group has still to read, or why it could not. */
export function EndRow({ item: { of }, index, wide }: Wish): ReactNode {
  const { findings } = useWords();
  return (
    <tr data-row={index} className="more">
      <td colSpan={wide}>
        <Rest of={of} what={findings.title} />
      </td>
    </tr>
  );
}
