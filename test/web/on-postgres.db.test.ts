import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';
import { follow } from './follow.ts';

/** A name that is a page, where it can. */
const HOSTILE = `<img src=x onerror=alert(1)>{{7*7}}`;
const PATHS = [
  '/findings',
  '/findings?by=check',
  '/runs',
  '/runs/last',
  '/runs/last/performance',
  '/runs/last/text',
  '/compare/last~1..last',
  '/checks',
  '/checks/approved-without-participant',
  '/repairs',
  '/repairs/new',
  '/status',
  '/schedule',
  '/backups',
  '/alerts',
  '/log',
  '/accounts',
] as const;

type Look = readonly [person: 'ada' | 'otto' | 'vera', width: number, colorScheme: 'light' | 'dark'];
/** Each role, width and colour once; all of them with each other, and every page looked at by axe, where there is time. */
const LOOKS: readonly Look[] = isThorough
  ? (['ada', 'otto', 'vera'] as const).flatMap((person) =>
      [1280, 768, 390].flatMap((width) => (['light', 'dark'] as const).map((colour): Look => [person, width, colour])),
    )
  : [
      ['otto', 1280, 'light'],
      ['ada', 768, 'dark'],
      ['vera', 390, 'light'],
    ];

let browser: Browser;
let dashboard: Dashboard;
let databases: readonly TestDatabase[] = [];

describe.skipIf(inject('postgres') === null)('the dashboard wholly on PostgreSQL', () => {
  beforeAll(async () => {
    const [database, store] = await Promise.all([createDatabase('postgresql'), createDatabase('postgresql', { empty: true })]);
    databases = [database, store];
    await database.insert(audit001);
    await database.execute(`update quests_quest set title = '${HOSTILE} ' || id`);
    [browser, dashboard] = await Promise.all([startBrowser(), startDashboard({ database: database.url, settings: { store: store.url } })]);
  });
  afterAll(async () => {
    await browser.close();
    await dashboard.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  it.each(LOOKS)('shows every page to %s, %i wide, %s', { timeout: 180_000 }, async (person, width, colorScheme) => {
    const { page, trouble } = await openAs(browser, dashboard, person, '/', { colorScheme, viewport: { width, height: 900 } });
    await expect.poll(() => page.locator('h1').innerText()).toMatch(/issues? requires? attention$/);
    for (const path of PATHS) {
      await follow(page, path);
      await settled(page);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const faults = isThorough ? await axeFaults(page) : [];
      expect([path, await page.getByRole('alert').count(), sideways > 0, faults, trouble]).toEqual([path, 0, false, [], []]);
    }
    await follow(page, '/findings');
    await settled(page);
    await expect.poll(() => page.locator('.main').innerText()).toContain(HOSTILE);
    await page.locator('.find .ttl a').first().click();
    await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    await settled(page);
    expect([await axeFaults(page), trouble]).toEqual([[], []]);
    await page.context().close();
  });

  it('repairs, and takes back, by the keyboard alone', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    await page.getByRole('button', { name: 'Preview repair' }).press('Enter');
    await page.waitForURL(/\/repairs\/plans\//, { timeout: 60_000 });
    await settled(page);
    const count = /^(\d+) changes would be made$/.exec(await page.locator('h1').innerText())?.[1] ?? '';
    await expect.poll(() => page.locator('.chs').innerText()).toContain(HOSTILE);
    await page.getByRole('textbox').fill(count);
    await page.getByRole('textbox').press('Enter');
    await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expect.poll(() => page.locator('h1').innerText()).toBe(`Repair: ${count} changes made`);
    await page.getByRole('button', { name: 'Preview undo' }).press('Enter');
    await page.waitForURL(/\/undo\?plan=.+&preview=/, { timeout: 60_000 });
    await expect.poll(() => page.locator('h1').innerText()).toBe(`${count} changes would be taken back`);
    await page.getByRole('textbox').fill(count);
    await page.getByRole('textbox').press('Enter');
    await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expect.poll(() => page.locator('h1').innerText()).toBe(`Undo: ${count} changes made`);
    expect([await axeFaults(page), trouble]).toEqual([[], []]);
    await page.context().close();
  });
});
