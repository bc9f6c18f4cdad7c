import type { ReactNode } from 'react';
import type { Format } from '../../../../src/report/forms.ts';
import { apiAddress } from '../../api/ask.ts';
import type { RunSummary } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

const FORMATS = ['html', 'text', 'markdown', 'csv', 'json', 'ndjson', 'junit', 'sarif'] as const satisfies readonly Format[];

/** The run as a file of any form. */
export function ReportLinks({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words } = useWords();
  const { api } = useDatabase();
  return (
    <Panel title={words.reports}>
      <ul className="pad flex flex-wrap gap-2">
        {FORMATS.map((format) => (
          <li key={format}>
            <a
              className="btn sm"
              href={apiAddress(api(`/runs/${run.id}/report?format=${format}`))}
              download
              aria-label={words.download(words.formats[format])}
            >
              <Icon name="download" />
              {words.formats[format]}
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
