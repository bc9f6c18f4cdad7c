import BetterSqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';
import { walkFaults } from './walk.ts';

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

describe.each([
  [1280, 'light'],
  [390, 'dark'],
] as const)('pages of repairs, %i wide, %s', (width, colorScheme) => {
  it.each(['/repairs', '/repairs/new', '/backups', '/accounts'])('%s is accessible, walked by Tab, and asks nobody else', async (path) => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', path, { colorScheme, viewport: { width, height: 900 } });
    expect([await axeFaults(page), await walkFaults(page)]).toEqual([[], []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

/** Has the repair previewed that is offered there. */
async function preview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preview repair' }).click();
  await page.waitForURL(/\/repairs\/plans\//, { timeout: 60_000 });
  await settled(page);
}

describe('the choice of a repair', () => {
  it('offers what a repair mends, says where it would write, and what is left for a person', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    const { checks } = (await (await page.request.get(`${dashboard.url}/api/v1/databases/default/repairable`)).json()) as {
      readonly checks: readonly { readonly open: number; readonly automatic: number; readonly writes: readonly string[] }[];
    };
    const offered = checks.filter(({ automatic }) => automatic > 0);
    const rows = page.getByRole('region', { name: 'Checks whose findings can be repaired' }).locator('tbody tr');
    await expect.poll(() => rows.locator('td:nth-child(4)').allInnerTexts()).toEqual(offered.map(({ writes }) => writes.join(', ')));
    expect(await rows.locator('td:nth-child(3)').allInnerTexts()).toEqual(offered.map(({ automatic }) => String(automatic)));
    const byHand = page.getByRole('region', { name: 'By hand' }).locator('tbody tr');
    expect(await byHand.count()).toBe(checks.filter(({ open, automatic }) => open > automatic).length);
    expect(await byHand.locator('td:nth-child(3)').allInnerTexts()).not.toContain('');
    const bar = page.locator('.sticky');
    const sum = offered.reduce((all, { automatic }) => all + automatic, 0);
    await expect.poll(() => bar.innerText()).toContain(`${sum} findings of ${offered.length} checks.`);
    await rows.first().getByRole('checkbox').uncheck();
    await expect.poll(() => bar.innerText()).toContain(`${sum - (offered[0]?.automatic ?? 0)} findings of ${offered.length - 1} checks.`);
    await page.getByLabel('All of these checks').check();
    await page.getByLabel(/Only what is certain/).check();
    await expect.poll(() => page.locator('.cmd').innerText()).toBe('peerquest-audit plan --certain-only');
    expect(await page.locator('.steps [aria-current=step]').innerText()).toContain('Choose');
    await page.context().close();
  });
});

describe('a repair', () => {
  it('is chosen, previewed, made by its number, and taken back the same way', { timeout: 120_000 }, async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    await preview(page);
    const count = Number(/^(\d+) changes would be made$/.exec(await page.locator('h1').innerText())?.[1]);
    expect(count).toBeGreaterThan(1);
    await expect.poll(() => page.locator('.chs .ch').count()).toBe(count);
    await page.locator('.chs summary').first().click();
    // An empty text is told from nothing.
    await page
      .locator('.chs summary', { has: page.locator('.op.insert') })
      .first()
      .click();
    await expect.poll(() => page.locator('.ba .n').allInnerTexts()).toContain('""');
    expect(await axeFaults(page)).toEqual([]);
    const make = page.getByRole('button', { name: `Make ${count} changes` });
    await page.getByRole('textbox').fill(String(count + 1));
    expect(await make.isDisabled()).toBe(true);
    const step = page.locator('.steps [aria-current=step]');
    expect(await step.innerText()).toContain('Preview');
    await page.getByRole('textbox').fill(String(count));
    await expect.poll(() => step.innerText()).toContain('Confirm');
    await make.click();
    await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expect.poll(() => page.locator('h1').innerText()).toBe(`Repair: ${count} changes made`);
    await expect.poll(() => step.innerText()).toContain('Result');
    await expect.poll(() => page.locator('.nums b').first().innerText()).toBe(String(count));
    expect(await axeFaults(page)).toEqual([]);
    await page.goto(`${page.url()}/undo`);
    await page.getByRole('button', { name: 'Preview undo' }).click();
    await page.waitForURL(/\/undo\?plan=.+&preview=/, { timeout: 60_000 });
    await settled(page);
    await expect.poll(() => page.locator('h1').innerText()).toBe(`${count} changes would be taken back`);
    await expect.poll(() => page.locator('.chs .ch').count()).toBe(count);
    await page.locator('.chs summary').first().click();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('textbox').fill(String(count));
    await page.getByRole('textbox').press('Enter');
    await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    await expect.poll(() => page.locator('h1').innerText()).toBe(`Undo: ${count} changes made`);
    await page.goto(`${dashboard.url}/runs?mode=undo`);
    await expect.poll(() => page.locator('tbody a').allInnerTexts()).toEqual(['Undo', 'Undo preview']);
    await expect.poll(() => page.locator('tbody td:nth-child(4)').allInnerTexts()).toEqual(['ada', 'ada']);
    await page.goto(`${dashboard.url}/repairs`);
    await expect.poll(async () => [...new Set(await page.locator('tbody td:nth-child(2)').allInnerTexts())]).toEqual(['ada']);
    // A preview has taken nothing back.
    expect(await page.getByRole('region', { name: 'Undo' }).locator('tbody tr').count()).toBe(1);
    // An undo keeps of what has come back only which it is: what is known from before is shown all the same.
    await page.goto(`${dashboard.url}/findings?state=returned`);
    await page.locator('.list .ttl a').first().click();
    await page.getByText('kept no evidence').waitFor();
    await expect.poll(() => page.locator('h1').innerText()).toContain(' ');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('tells before it is made what the database does besides', async () => {
    const database = new BetterSqlite(dashboard.folder.file('db.sqlite3'));
    database.exec('create trigger besides after update on quests_quest begin select 1; end');
    const { page } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    await preview(page);
    const panel = page.getByRole('region', { name: 'What the database does besides' });
    await expect.poll(() => panel.innerText()).toContain('besides');
    expect(await axeFaults(page)).toEqual([]);
    database.exec('drop trigger besides');
    database.close();
    await page.context().close();
  });

  it('of another tab is told, and followed there', { timeout: 120_000 }, async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    await preview(page);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await settled(second);
    const third = await page.context().newPage();
    await third.goto(`${dashboard.url}/repairs/new`);
    await preview(third);
    await page.getByRole('textbox').fill(/^(\d+)/.exec(await page.locator('h1').innerText())?.[1] ?? '');
    await page.getByRole('textbox').press('Enter');
    for (const tab of [page, second]) await tab.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
    // Whoever looks at a plan of their own is told before they make it.
    await third.getByText(/^ada has made a repair since this preview/).waitFor();
    expect(await axeFaults(third)).toEqual([]);
    await page.context().close();
  });

  it('is offered to admins: others are told whose it is, and may look at what was made', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/repairs/new');
    await page.getByText('Repairs need the role admin').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Preview repair' }).isDisabled()).toBe(true);
    await page.context().close();
  });
});

describe('accounts', () => {
  it('are made, changed and removed by an admin; others see none', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/accounts');
    await page.getByLabel('User name').fill('nina');
    await page.getByLabel('Password').fill('a password of some length');
    await page.getByRole('button', { name: 'Make an account' }).click();
    const row = page.getByRole('row', { name: /nina/ });
    await row.waitFor();
    await row.getByLabel('Role of nina').selectOption('operator');
    await expect.poll(() => row.getByLabel('Role of nina').inputValue()).toBe('operator');
    await row.getByRole('button', { name: 'Remove nina' }).press('Enter');
    await expect.poll(() => row.count()).toBe(0);
    // What was pressed is gone, and the focus is not.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Accounts');
    await page.context().close();
    const other = await openAs(browser, dashboard, 'vera', '/accounts');
    await other.page.getByText('Accounts are shown to admins.').waitFor();
    await other.page.context().close();
  });
});
