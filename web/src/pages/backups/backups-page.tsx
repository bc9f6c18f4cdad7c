import type { ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import type { KeptBackup } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Commands } from '../../components/commands.tsx';
import { Head } from '../../components/head.tsx';
import { Icon } from '../../components/icon.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { Answer } from '../../components/states.tsx';
import { TurnPages } from '../../components/turn-pages.tsx';
import { useActs } from '../../components/use-acts.tsx';
import { address, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { BackupTable } from './backup-table.tsx';
import { NewestBackup } from './newest-backup.tsx';

interface Told {
  /** Whether the configuration says where the database's backup is. */
  readonly configured: boolean;
  /** The newest first. */
  readonly backups: readonly KeptBackup[];
  readonly next: string | null;
}

/** Backups that were verified: whether the newest would serve, what it lacks, and the one of now. */
export default function BackupsPage(): ReactNode {
  const { backups: words } = useWords();
  const { api, name, page } = useDatabase();
  const after = usePlace().query.get('after');
  const told = useAnswer<Told>(address(api('/backups'), { after }));
  const may = useMay('operator');
  const { note, busy, act } = useActs();
  const verify = (): void =>
    act('backup', async () => {
      await ask(api('/backups'), { method: 'POST', body: {} });
      return { kind: 'ok', text: words.begun };
    });
  const button = may && told.data?.configured === true && (
    <button type="button" className="btn p" aria-disabled={busy !== null} onClick={busy === null ? verify : undefined}>
      <Icon name="play" />
      {words.verify}
    </button>
  );
  return (
    <>
      <Head title={words.title} actions={button}>
        <p>{words.text}</p>
      </Head>
      {note}
      <Answer of={told} what={words.title}>
        {({ configured, backups, next }) => (
          <>
            {!configured && <NothingYet text={words.nothing} write={EXAMPLE} />}
            {after === null ? <Newest backups={backups} /> : <BackupTable backups={backups} />}
            <TurnPages path={page('/backups')} title={words.title} after={after} next={next} />
            <Commands
              title={words.commands}
              lines={[
                [words.verify, `peerquest-audit backup verify ${configured ? `--of ${name}` : 'FILE'}`],
                [words.find, 'peerquest-audit backup find FILE --user NAME'],
                [words.list, 'peerquest-audit backup list'],
              ]}
            />
          </>
        )}
      </Answer>
    </>
  );
}

const EXAMPLE = `"backups": {
  "default": { "file": "/backups/*.dump", "maxAge": "2d" }
}`;

function Newest({ backups }: Pick<Told, 'backups'>): ReactNode {
  const { backups: words } = useWords();
  const [newest] = backups;
  if (newest === undefined)
    return (
      <div className="panel">
        <p className="pad py-4">{words.none}</p>
      </div>
    );
  return (
    <>
      <NewestBackup backup={newest} />
      <BackupTable backups={backups} />
    </>
  );
}
