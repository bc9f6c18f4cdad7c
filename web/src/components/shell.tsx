import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useKeptFocus } from '../keys/use-kept-focus.ts';
import { useKeys } from '../keys/use-keys.ts';
import type { Found } from '../router/find-page.ts';
import { go } from '../router/place.ts';
import { isOfDatabase, SIDE_BAR } from '../routes.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useSession } from '../session/use-session.tsx';
import { useTheme } from '../theme/use-theme.ts';
import { useWords } from '../words/use-words.tsx';
import { Brand } from './brand.tsx';
import { Icon } from './icon.tsx';
import { KeyList } from './key-list.tsx';
import { Offline } from './offline.tsx';
import { SideBar } from './side-bar.tsx';

const HAS_DRAWER = '(max-width: 940px)';

/** What stands around every page: the side bar, on small screens a bar with a drawer, and the keys that work everywhere. */
export function Shell({ found, children }: { readonly found: Found | null; readonly children: ReactNode }): ReactNode {
  const words = useWords();
  const { name, page } = useDatabase();
  const { playground } = useSession();
  const { theme, next } = useTheme();
  const [isOpen, setOpen] = useState(false);
  const [keys, setKeys] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const here = found?.page ?? null;
  useEffect(() => setOpen(false), [here]);
  const letters = SIDE_BAR.flatMap(({ pages }) => pages).flatMap(({ letter, path }) =>
    letter === null ? [] : [[`g ${letter}`, () => go(isOfDatabase(path) ? page(path) : path)] as const],
  );
  useKeys({ ...Object.fromEntries(letters), t: next, '?': () => setKeys(true), Escape: () => setOpen(false) });
  useKeptFocus();
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <div className="app">
        <div className={isOpen ? 'side open' : 'side'} id="side" role="region" aria-label={words.menu}>
          <SideBar here={here} theme={theme} onTheme={next} onKeys={() => setKeys(true)} />
          {isOpen && (
            <button type="button" className="btn t" onClick={close}>
              {words.close}
            </button>
          )}
        </div>
        <div>
          <header className="top">
            <span className="logo">
              <Brand />
            </span>
            <b>{name}</b>
            <button
              ref={opener}
              type="button"
              className="btn t"
              aria-label={words.menu}
              aria-expanded={isOpen}
              aria-controls="side"
              onClick={() => setOpen(!isOpen && matchMedia(HAS_DRAWER).matches)}
            >
              <Icon name="menu" />
            </button>
          </header>
          {playground === true && (
            <aside className="play" aria-label={words.playgroundName}>
              <Icon name="info" />
              <span>{words.playground}</span>
            </aside>
          )}
          <Offline />
          <main className="main" id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      {keys && <KeyList onClose={() => setKeys(false)} />}
    </>
  );
}
