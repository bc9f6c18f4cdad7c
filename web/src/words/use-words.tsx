import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { en, type Words } from './en.ts';
import { fil } from './fil.ts';

const LANGUAGES = { en, fil } as const;
/** A language of the dashboard, as the page's `lang` says it. */
export type Language = keyof typeof LANGUAGES;

/** Every language, with its own name for itself. */
export const LANGUAGE_NAMES = Object.entries(LANGUAGES).map(([code, { language }]) => ({ code: code as Language, name: language }));

const KEPT_AS = 'peerquest-audit-language';

interface Spoken {
  readonly words: Words;
  readonly language: Language;
  readonly speak: (language: Language) => void;
}

const Context = createContext<Spoken>({ words: en, language: 'en', speak: () => undefined });

function preferred(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept !== null && kept in LANGUAGES) return kept as Language;
  return navigator.language.startsWith('fil') || navigator.language.startsWith('tl') ? 'fil' : 'en';
}

/** Gives everything below it its words. */
export function WordsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (chosen: Language): void => {
    localStorage.setItem(KEPT_AS, chosen);
    setLanguage(chosen);
  };
  return <Context value={{ words: LANGUAGES[language], language, speak }}>{children}</Context>;
}

export const useWords = (): Words => useContext(Context).words;
export const useLanguage = (): Spoken => useContext(Context);
export type { Words } from './en.ts';
