import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { KeptBackup } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { VERDICT_MARKS } from '../backups/verdict-mark.ts';

/** Whether the backup that was verified last would serve. */
export function BackupPanel(): ReactNode {
  const { overview, backups: words } = useWords();
  const { api, page } = useDatabase();
  const told = useAnswer<{ readonly backups: readonly KeptBackup[] }>(api('/backups?limit=1'));
  return (
    <Panel
      title={words.title}
      aside={
        <Link className="s" to={page('/backups')}>
          {overview.details}
        </Link>
      }
    >
      <Answer of={told} what={words.title}>
        {({ backups: [newest] }) =>
          newest === undefined ? (
            <p className="pad m s">{words.none}</p>
          ) : (
            <p className="pad s">
              <Mark kind={VERDICT_MARKS[newest.verdict]} /> <b className="b">{words.verdicts[newest.verdict]}.</b>{' '}
              <span className="m">
                {words.verified} <Time at={newest.verifiedAt} />
              </span>
            </p>
          )
        }
      </Answer>
    </Panel>
  );
}
