import type { Page } from 'playwright-core';

/** Comes to another page as by a link: without loading anew what is there. */
export function follow(page: Page, path: string): Promise<void> {
  return page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
