import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Command } from './command.tsx';
import { RunAudit } from './run-audit.tsx';

/** What a page says of a database that was never audited: nobody has looked, which is not "nothing there". */
export function NeverAudited(): ReactNode {
  const { overview: words } = useWords();
  return (
    <div className="panel">
      <div className="pad grid gap-3 py-4">
        <p>{words.neverText}</p>
        <div className="flex flex-wrap items-center gap-2">
          <RunAudit />
        </div>
        <Command line="peerquest-audit audit" />
      </div>
    </div>
  );
}
