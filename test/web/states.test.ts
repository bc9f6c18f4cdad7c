import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import type { Person } from '../support/served.ts';
import { isThorough } from '../support/thorough.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';
import { follow } from './follow.ts';

const NONE = '00000000-0000-4000-8000-000000000000';
/** Every page that somebody who has signed in may come to, about things that are not there. */
const PATHS = [
  '/',
  '/findings',
  '/findings/0123456789abcdef0123456789abcdef',
  '/runs',
  '/runs/last',
  '/runs/last/performance',
  '/runs/last/text',
  '/compare/last~1..last',
  '/repairs',
  '/repairs/new',
  `/repairs/plans/${NONE}`,
  `/repairs/${NONE}`,
  `/repairs/${NONE}/undo`,
  `/repairs/${NONE}/undo?plan=${NONE}&preview=${NONE}`,
  '/checks',
  '/checks/quest-status',
  '/status',
  '/status/none',
  '/schedule',
  '/backups',
  '/alerts',
  '/log',
  '/accounts',
  '/nowhere',
] as const;

/** What pages are about: all but who is there, and what happens. */
const ASKED = /\/api\/v1\/(?!session|events)|\/health$/;
const FAILED = { title: 'Internal Server Error', status: 500, detail: 'The service has made a mistake.', correlation: 'c0ffee00-0000' };

interface State {
  readonly person?: Person;
  readonly width?: number;
  /** Whether what pages consist of, and what they show, was there before. */
  readonly isStale?: boolean;
  /** Brings a page into it. */
  readonly begin?: (page: Page) => Promise<unknown>;
  /** When a page is in it. */
  readonly reached?: (page: Page) => Promise<unknown>;
}

const STATES: Readonly<Record<string, State>> = {
  'never audited': {},
  'for a viewer': { person: 'vera', width: 390 },
  loading: { begin: (page) => page.route(ASKED, () => undefined), reached: (page) => page.locator('h1').first().waitFor() },
  'while the service fails': { begin: (page) => page.route(ASKED, (route) => route.fulfill({ status: 500, json: FAILED })) },
  'without a connection': {
    isStale: true,
    begin: (page) => page.context().setOffline(true),
    reached: (page) => page.getByText('Nothing can be changed until it is back').waitFor(),
  },
  'on paper': { begin: (page) => page.emulateMedia({ media: 'print' }) },
};

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard({ audits: 0, settings: { jobs: [] } })]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

describe.each(Object.entries(STATES))(
  'every page %s',
  (name, { person = 'ada', width = 1280, isStale = false, begin, reached = settled }) => {
    it('has a heading and is accessible, asks nobody else and does not scroll sideways', { timeout: 180_000 }, async () => {
      // Each page in one state, and in all of them where there is time.
      const own = Object.keys(STATES).indexOf(name);
      const paths = PATHS.filter((_, index) => isThorough || index % Object.keys(STATES).length === own);
      const { page, trouble } = await openAs(browser, dashboard, person, '/checks', { viewport: { width, height: 900 } });
      for (const path of isStale ? paths : []) {
        await follow(page, path);
        await settled(page);
      }
      await begin?.(page);
      for (const path of paths) {
        await follow(page, path);
        await reached(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const headings = await page.locator('h1').count();
        // The browser itself notes what was answered with an error.
        const said = trouble.splice(0).filter((what) => !what.startsWith('console: Failed to load resource'));
        expect([path, await axeFaults(page), sideways > 0, headings, said]).toEqual([path, [], false, 1, []]);
        if (name === 'on paper')
          expect([path, await page.locator('button, input, .side, .tabs').filter({ visible: true }).count()]).toEqual([path, 0]);
      }
      await page.context().close();
    });
  },
);

describe('a page', () => {
  it('on a phone has a drawer that is accessible, and closes by a key', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/repairs', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.click();
    await page.getByRole('link', { name: 'Audit log' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('false');
    await page.context().close();
  });

  it('whose data cannot be had says so, and is drawn by a press once it can', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/checks');
    await page.route(ASKED, (route) => route.fulfill({ status: 500, json: FAILED }));
    await follow(page, '/log');
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('The service has made a mistake. Request c0ffee00.');
    await page.unroute(ASKED);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('does not move for whoever wants no motion', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/checks');
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((one) => {
          const { transitionDuration, animationName } = getComputedStyle(one);
          return transitionDuration !== '0s' || animationName !== 'none';
        })
        .map((one) => one.className),
    );
    expect(moving).toEqual([]);
    await page.context().close();
  });
});
