import type { ReactNode } from 'react';
import { Link } from '../router/link.tsx';
import { go } from '../router/place.ts';
import { isOfDatabase, SIDE_BAR } from '../routes.ts';
import { pageIn, useDatabase } from '../session/use-database.tsx';
import { signOut, useSession } from '../session/use-session.tsx';
import type { Theme } from '../theme/use-theme.ts';
import { LANGUAGE_NAMES, useLanguage, useWords, type Language } from '../words/use-words.tsx';
import { Brand } from './brand.tsx';
import { Icon } from './icon.tsx';

interface Wish {
  /** The page that is shown. */
  readonly here: string | null;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly onKeys: () => void;
}

/** The pages, the database, and who has signed in. */
export function SideBar({ here, theme, onTheme, onKeys }: Wish): ReactNode {
  const words = useWords();
  const { language, speak } = useLanguage();
  const { name, role, by } = useSession();
  const database = useDatabase();
  return (
    <>
      <div className="brand">
        <Brand />
        {words.product}
      </div>
      {database.all.length > 1 && (
        <select
          className="mb-3"
          aria-label={words.database}
          value={database.name}
          onChange={({ target }) => go(pageIn({ name: target.value, all: database.all }, '/'))}
        >
          {database.all.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
      <nav className="nav" aria-label={words.nav.main}>
        {SIDE_BAR.map(({ group, pages }) => (
          <div key={group}>
            {group !== 'main' && <h2>{words.nav[group]}</h2>}
            {pages.map(({ path, icon }) => (
              <Link
                key={path}
                to={isOfDatabase(path) ? database.page(path) : path}
                aria-current={here === path ? 'page' : path !== '/' && here?.startsWith(path) === true ? 'true' : undefined}
              >
                <Icon name={icon} />
                {words.nav[path]}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="who">
        <span>
          {name}
          <small>{words.roles[role]}</small>
        </span>
        <button type="button" className="copy" aria-label={words.theme.label(words.theme[theme])} onClick={onTheme}>
          <Icon name="sun-moon" />
        </button>
        <button type="button" className="copy" aria-label={words.keys.title} onClick={onKeys}>
          <Icon name="keyboard" />
        </button>
      </div>
      <div className="who low">
        <select aria-label={words.changeLanguage} value={language} onChange={({ target }) => speak(target.value as Language)}>
          {LANGUAGE_NAMES.map(({ code, name: own }) => (
            <option key={code} value={code}>
              {own}
            </option>
          ))}
        </select>
        {by === 'session' && (
          <button type="button" className="btn sm" onClick={() => void signOut()}>
            {words.signOut}
          </button>
        )}
      </div>
    </>
  );
}
