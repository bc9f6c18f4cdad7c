import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Answer } from '../../components/states.tsx';
import { TurnPages } from '../../components/turn-pages.tsx';
import { address, usePlace } from '../../router/place.ts';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DeedTable, type Deed } from './deed-table.tsx';

/** Who did what over HTTP: for admins. */
export default function LogPage(): ReactNode {
  const { log: words } = useWords();
  const may = useMay('admin');
  return (
    <>
      <Head title={words.title}>
        <p>{words.text}</p>
      </Head>
      {may ? (
        <Deeds />
      ) : (
        <p className="panel p-4">
          <Mark kind="na" /> {words.forbidden}
        </p>
      )}
    </>
  );
}

function Deeds(): ReactNode {
  const { log: words } = useWords();
  const after = usePlace().query.get('after');
  const answer = useAnswer<{ readonly deeds: readonly Deed[]; readonly next: string | null }>(address('/deeds', { after }));
  return (
    <Answer of={answer} what={words.title}>
      {({ deeds, next }) => (
        <>
          <DeedTable deeds={deeds} />
          <TurnPages path="/log" title={words.title} after={after} next={next} />
        </>
      )}
    </Answer>
  );
}
