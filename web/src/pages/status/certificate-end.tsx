import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';

const DAY_MS = 86_400_000;
/** From so many days before its end on, a certificate stands out. */
const SOON = 30;

/** When a certificate ends, and in how many days where that is soon. */
export function CertificateEnd({ at }: { readonly at: string }): ReactNode {
  const { status: words } = useWords();
  const days = Math.floor((Date.parse(at) - Date.now()) / DAY_MS);
  return (
    <>
      <Time at={at} />
      {days < SOON && (
        <>
          {' '}
          <Mark kind={days < 0 ? 'critical' : 'warning'} alone /> {days < 0 ? words.ended : words.endsSoon(days)}
        </>
      )}
    </>
  );
}
