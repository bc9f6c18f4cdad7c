import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Copy } from './command.tsx';

/** What a page says while the configuration names nothing for it: what to write there. */
export function NothingYet({ text, write }: { readonly text: string; readonly write: string }): ReactNode {
  const { copyExample } = useWords();
  return (
    <div className="panel">
      <div className="pad py-4">
        <p className="mb-2">{text}</p>
        <div className="flex gap-2">
          <pre className="min-w-0 grow" tabIndex={0}>
            {write}
          </pre>
          <Copy text={write} label={copyExample} />
        </div>
      </div>
    </div>
  );
}
