import type { ReactNode } from 'react';
import type { KeptBackup } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';
import { VERDICT_MARKS } from './verdict-mark.ts';

/** Verifications, a row each, the newest first. */
export function BackupTable({ backups }: { readonly backups: readonly KeptBackup[] }): ReactNode {
  const { backups: words, took } = useWords();
  return (
    <Panel title={words.all}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.verified}</th>
            <th scope="col">{words.verdict}</th>
            <th scope="col" className="hp">
              {words.file}
            </th>
            <th scope="col" className="hp">
              {words.newestRow}
            </th>
            <th scope="col" className="num hp">
              {words.sizeTitle}
            </th>
            <th scope="col" className="num hp">
              {words.took}
            </th>
          </tr>
        </thead>
        <tbody>
          {backups.map(({ id, verifiedAt, operator, verdict, sentence, name, newest, bytes, durationMs }) => (
            <tr key={id}>
              <td className="nw">
                <Time at={verifiedAt} />
                <div className="s m">{operator}</div>
              </td>
              <td className="[overflow-wrap:anywhere]">
                <Mark kind={VERDICT_MARKS[verdict]} /> {words.verdicts[verdict]}
                <div className="s m">{sentence}</div>
              </td>
              <td className="hp [overflow-wrap:anywhere]">{name}</td>
              <td className="hp nw">{newest === null ? <span className="m">{words.unknown}</span> : <Time at={newest} />}</td>
              <td className="num hp">{words.size(bytes)}</td>
              <td className="num hp">{took(durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
