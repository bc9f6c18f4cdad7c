import type { ReactNode } from 'react';
import type { KeptBackup } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';
import { VERDICT_MARKS } from './verdict-mark.ts';

/** Verifications, a row each, the newest first. */
export function BackupTable({ backups }: { readonly backups: readonly KeptBackup[] }): ReactNode {
  const { backups: words, took } = useWords();
  return (
    <Panel title={words.all}>
      <Table
        label={words.all}
        look="roomy"
        rows={backups}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.verified,
            cell: ({ verifiedAt, operator }) => (
              <>
                <span className="nw">
                  <Time at={verifiedAt} />
                </span>
                <div className="s m">{operator}</div>
              </>
            ),
          },
          {
            head: words.verdict,
            isForeign: true,
            cell: ({ verdict, sentence }) => (
              <>
                <Mark kind={VERDICT_MARKS[verdict]} /> {words.verdicts[verdict]}
                <div className="s m">{sentence}</div>
              </>
            ),
          },
          { head: words.file, isForeign: true, isWide: true, cell: ({ name }) => name },
          { head: words.newestRow, isWide: true, cell: ({ newest }) => (newest === null ? null : <Time at={newest} />) },
          { head: words.sizeTitle, isNumber: true, isWide: true, cell: ({ bytes }) => words.size(bytes) },
          { head: words.took, isNumber: true, isWide: true, cell: ({ durationMs }) => took(durationMs) },
        ]}
      />
    </Panel>
  );
}
