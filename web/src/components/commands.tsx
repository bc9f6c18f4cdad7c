import type { ReactNode } from 'react';
import { Command } from './command.tsx';
import { Panel } from './panel.tsx';

/** Commands that do what a page's buttons do, each below what it is for. */
export function Commands({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: readonly (readonly [what: string, line: string])[];
}): ReactNode {
  return (
    <Panel title={title}>
      <dl className="pad grid gap-2">
        {lines.map(([what, line]) => (
          <div key={what} className="min-w-0">
            <dt className="s m">{what}</dt>
            <dd>
              <Command line={line} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
