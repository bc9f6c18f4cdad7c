import { useEffect, type ReactNode } from 'react';
import { forget, useAnswer } from './api/use-answer.ts';
import { Announcer } from './components/announcer.tsx';
import { Loading, TroubleNote } from './components/states.tsx';
import { Shell } from './components/shell.tsx';
import { TroubleBoundary } from './components/trouble-boundary.tsx';
import { Sprite } from './components/sprite.tsx';
import { useLive } from './live/use-live.ts';
import MissingPage from './pages/missing/missing-page.tsx';
import { address, go, usePlace } from './router/place.ts';
import { findPage, type Found } from './router/find-page.ts';
import { PAGES } from './routes.ts';
import { DatabaseProvider, pageIn } from './session/use-database.tsx';
import { SessionProvider, useWhoIsThere } from './session/use-session.tsx';
import { useWords, WordsProvider } from './words/use-words.tsx';

/** The dashboard. */
export function App(): ReactNode {
  return (
    <WordsProvider>
      <Sprite />
      <Announcer />
      <Door />
    </WordsProvider>
  );
}

/** Strangers see what signs in, and come back to where they wanted to go. */
function Door(): ReactNode {
  const { path } = usePlace();
  const found = findPage(path);
  const Stranger = path === '/sign-in' || path === '/setup' ? PAGES[path] : null;
  if (Stranger !== null) return <Stranger params={{}} />;
  return <Inside found={found} />;
}

function Inside({ found }: { readonly found: Found | null }): ReactNode {
  const words = useWords();
  const { path } = usePlace();
  const who = useWhoIsThere();
  const databases = useAnswer<{ readonly databases: readonly { readonly name: string }[] }>(who.data === null ? null : '/databases');
  const isStranger = who.trouble?.status === 401;
  useEffect(() => {
    if (!isStranger) return;
    forget();
    const here = location.pathname + location.search;
    go(address('/sign-in', { next: here === '/' ? null : here }), 'replace');
  }, [isStranger]);
  useLive(who.data !== null);
  if (isStranger) return null;
  if (who.data === null || databases.data === null) {
    const failed = who.trouble === null ? databases : who;
    return (
      <main className="main">
        {failed.trouble === null ? <Loading /> : <TroubleNote answer={failed} what={words.database} again={failed.again} />}
      </main>
    );
  }
  const all = databases.data.databases.map(({ name }) => name);
  const database = found?.database ?? all[0] ?? 'default';
  return (
    <SessionProvider session={who.data.session}>
      <DatabaseProvider name={database} all={all}>
        <Canonical found={found} database={database} all={all} />
        <Shell found={found}>
          <TroubleBoundary key={path} says={words.broken}>
            <Drawn found={found} all={all} database={database} />
          </TroubleBoundary>
        </Shell>
      </DatabaseProvider>
    </SessionProvider>
  );
}

function Drawn({
  found,
  all,
  database,
}: {
  readonly found: Found | null;
  readonly all: readonly string[];
  readonly database: string;
}): ReactNode {
  if (found === null || !all.includes(database)) return <MissingPage />;
  const Page = PAGES[found.page];
  return <Page key={`${database} ${found.page} ${JSON.stringify(found.params)}`} params={found.params} />;
}

/** Old links lead on when a database is added or the last but one goes away: each page has one address. */
function Canonical({
  found,
  database,
  all,
}: {
  readonly found: Found | null;
  readonly database: string;
  readonly all: readonly string[];
}): null {
  const { path } = usePlace();
  useEffect(() => {
    if (found === null || !found.isOfDatabase || !all.includes(database)) return;
    const inside = found.database === null ? path : path.replace(/^\/db\/[^/]+/, '') || '/';
    const own = pageIn({ name: database, all }, inside);
    if (own !== path) go(own + location.search, 'replace');
  }, [found, database, all, path]);
  return null;
}
