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
  '/runs',
  '/runs/last',
  '/checks',
  '/repairs',
  '/repairs/new',
  '/status',
  '/schedule',
  '/backups',
  '/alerts',
] as const;
/** What differs by role differs by no engine: all of them where there is time. */
const PEOPLE = isThorough ? (['ada', 'otto', 'vera'] as const) : (['otto'] as const);

let browser: Browser;
let dashboard: Dashboard;
let databases: readonly TestDatabase[] = [];

describe.skipIf(inject('postgres') === null)('the dashboard wholly on PostgreSQL', () => {
  beforeAll(async () => {
    const [database, store] = await Promise.all([createDatabase('postgresql'), createDatabase('postgresql', { empty: true })]);
    databases = [database, store];
    await database.insert(audit001);
    await database.execute(`update quests_quest set title = '${HOSTILE} ' || id`);
    [browser, dashboard] = await Promise.all([
      startBrowser(),
      startDashboard({ database: database.url, audits: 1, settings: { store: store.url } }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await dashboard.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  it.each(PEOPLE)('shows every page to %s', async (person) => {
    const { page, trouble } = await openAs(browser, dashboard, person, '/');
    await expect.poll(() => page.locator('h1').innerText()).toMatch(/issues? requires? attention$/);
    for (const path of PATHS) {
      await follow(page, path);
      await settled(page);
      expect([path, await page.getByRole('alert').count(), trouble]).toEqual([path, 0, []]);
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
