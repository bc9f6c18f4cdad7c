import type { ReactNode } from 'react';
import { Head } from '../../components/head.tsx';
import { Link } from '../../router/link.tsx';
import { useWords } from '../../words/use-words.tsx';

/** An address that leads nowhere. */
export default function MissingPage(): ReactNode {
  const { missing } = useWords();
  return (
    <Head
      title={missing.title}
      actions={
        <Link className="btn" to="/">
          {missing.home}
        </Link>
      }
    >
      <p>{missing.text}</p>
    </Head>
  );
}
