import { useEffect, useState } from 'react';

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = 'peerquest-audit-theme';

/** The theme that the reader chose, and how to choose the next. */
export function useTheme(): { readonly theme: Theme; readonly next: () => void } {
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((each) => each === localStorage.getItem(KEPT_AS)) ?? 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    localStorage.setItem(KEPT_AS, theme);
  }, [theme]);
  return { theme, next: () => setTheme((now) => THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? 'system') };
}
