import type { ComponentType } from 'react';
import { DATABASE_PAGES, type PagePath } from '../../src/server/pages/page-paths.ts';
import type { IconName } from './components/icon.tsx';
import { loadedPage, type LoadedPage } from './router/loaded-page.tsx';
import type { Words } from './words/en.ts';

/** What a page is given: what stands in the places of its address. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}

type Page = LoadedPage<PageProps>;
const page = (load: () => Promise<{ readonly default: ComponentType<PageProps> }>): Page => loadedPage<PageProps>(load);

/**
 * Every page, by its address: each is loaded when it is shown. An address that the service answers and that has no page does not compile, and neither
 * does a page that it does not answer.
 */
export const PAGES: Readonly<Record<PagePath, Page>> = {
  '/': page(() => import('./pages/overview/overview-page.tsx')),
  '/findings': page(() => import('./pages/findings/findings-page.tsx')),
  '/findings/:finding': page(() => import('./pages/finding/finding-page.tsx')),
  '/runs': page(() => import('./pages/runs/runs-page.tsx')),
  '/runs/:run': page(() => import('./pages/run/run-page.tsx')),
  '/runs/:run/:view': page(() => import('./pages/run/run-view-page.tsx')),
  '/compare/:runs': page(() => import('./pages/compare/compare-page.tsx')),
  '/repairs': page(() => import('./pages/repairs/repairs-page.tsx')),
  '/repairs/new': page(() => import('./pages/repair-new/repair-new-page.tsx')),
  '/repairs/plans/:plan': page(() => import('./pages/repair-plan/repair-plan-page.tsx')),
  '/repairs/:run': page(() => import('./pages/repair/repair-page.tsx')),
  '/repairs/:run/undo': page(() => import('./pages/repair-undo/repair-undo-page.tsx')),
  '/checks': page(() => import('./pages/checks/checks-page.tsx')),
  '/checks/:check': page(() => import('./pages/check/check-page.tsx')),
  '/status': page(() => import('./pages/status/status-page.tsx')),
  '/status/:probe': page(() => import('./pages/status/probe-page.tsx')),
  '/schedule': page(() => import('./pages/schedule/schedule-page.tsx')),
  '/backups': page(() => import('./pages/backups/backups-page.tsx')),
  '/alerts': page(() => import('./pages/alerts/alerts-page.tsx')),
  '/log': page(() => import('./pages/log/log-page.tsx')),
  '/accounts': page(() => import('./pages/accounts/accounts-page.tsx')),
  '/sign-in': page(() => import('./pages/sign-in/sign-in-page.tsx')),
  '/setup': page(() => import('./pages/setup/setup-page.tsx')),
};

/** Whether a page is about one database: where there are several, its address names it. */
export function isOfDatabase(path: PagePath): boolean {
  return (DATABASE_PAGES as readonly PagePath[]).includes(path);
}

/** A page of the side bar. */
interface SideBarPage {
  readonly path: PagePath & keyof Words['nav'];
  readonly icon: IconName;
  /** Goes there after G; null where no key does. */
  readonly letter: string | null;
}

/** Pages in the side bar, in its groups. */
export const SIDE_BAR: readonly { readonly group: 'main' | 'operations' | 'administration'; readonly pages: readonly SideBarPage[] }[] = [
  {
    group: 'main',
    pages: [
      { path: '/', icon: 'layout-dashboard', letter: 'o' },
      { path: '/findings', icon: 'list-x', letter: 'f' },
      { path: '/repairs', icon: 'wrench', letter: 'r' },
      { path: '/runs', icon: 'history', letter: 'u' },
      { path: '/checks', icon: 'shield-check', letter: null },
    ],
  },
  {
    group: 'operations',
    pages: [
      { path: '/schedule', icon: 'calendar-clock', letter: null },
      { path: '/status', icon: 'activity', letter: 's' },
      { path: '/backups', icon: 'archive-restore', letter: null },
      { path: '/alerts', icon: 'bell', letter: null },
    ],
  },
  {
    group: 'administration',
    pages: [
      { path: '/log', icon: 'scroll-text', letter: null },
      { path: '/accounts', icon: 'users', letter: null },
    ],
  },
];
