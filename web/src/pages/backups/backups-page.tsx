import type { ReactNode } from 'react';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Backups: none is verified by the service yet; the command line verifies one. */
export default function BackupsPage(): ReactNode {
  const { backups } = useWords();
  return (
    <>
      <Head title={backups.title}>
        <p>{backups.text}</p>
      </Head>
      <Command line="peerquest-audit backup verify FILE" />
    </>
  );
}
