import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';

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
  [768, 'light'],
  [390, 'dark'],
] as const)('the overview, %i wide, %s', (width, colorScheme) => {
  it('is accessible, asks nobody else and does not scroll sideways', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/', { colorScheme, viewport: { width, height: 900 } });
    await page.locator('table a').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the overview', () => {
  it('says how it is in a sentence, and leads on by links that hold what they show', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'vera');
    await expect.poll(() => page.locator('h1').innerText()).toMatch(/^[\d,]+ issues require attention$/);
    await expect.poll(() => page.title()).toMatch(/issues require attention · PeerQuest Audit$/);
    const links = await page.locator('.nums a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    expect(links).toEqual([
      '/findings',
      '/findings?state=new',
      '/findings?state=returned',
      '/findings?age=30d',
      '/findings?state=acknowledged',
    ]);
    // A viewer is offered nothing that only others may do.
    await expect.poll(() => page.getByRole('button', { name: 'Run audit' }).count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('takes no look at a part for one at all: what others know to be open stays open', async () => {
    const { page } = await openAs(browser, dashboard, 'vera');
    const title = /^[\d,]+ issues require attention$/;
    await expect.poll(() => page.locator('h1').innerText()).toMatch(title);
    const said = await page.locator('h1').innerText();
    const look = (...args: readonly string[]) => runCli(args, { cwd: dashboard.folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    expect(look('audit', '--only', 'duplicate-participant', '--detailed').code).toBe(0);
    expect(look('--fix-issues', '--dry-run', '--only', 'duplicate-participant').code).toBe(0);
    await page.reload();
    await settled(page);
    await expect.poll(() => page.locator('.head').innerText()).toContain('1 check ran');
    await expect.poll(() => page.locator('h1').innerText()).toBe(said);
    await page.context().close();
  });

  it('shows what an audit found that somebody starts there', async () => {
    const { page } = await openAs(browser, dashboard, 'otto');
    const rows = page.locator('section', { hasText: 'Runs' }).locator('tbody tr');
    const before = await rows.filter({ hasText: 'Audit' }).count();
    await page.getByRole('button', { name: 'Run audit' }).click();
    await expect.poll(() => rows.filter({ hasText: 'Audit' }).count(), { timeout: 20_000 }).toBe(before + 1);
    await page.context().close();
  });

  it('is told in Filipino as well, and remembers that', async () => {
    const { page } = await openAs(browser, dashboard, 'ada');
    await page.getByLabel('Language').selectOption('fil');
    await page.reload();
    await expect.poll(() => page.locator('h1').innerText()).toMatch(/isyu ang kailangang asikasuhin$/);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fil');
    await page.context().close();
  });

  it('follows the keys, which a dialog lists and turns off', async () => {
    const { page } = await openAs(browser, dashboard, 'ada');
    await page.keyboard.press('?');
    await expect.poll(() => page.getByRole('dialog').innerText()).toContain('as the system');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.waitForURL('**/runs');
    await page.goBack();
    await page.waitForURL(dashboard.url + '/');
    await page.context().close();
  });
});

describe('signing in', () => {
  it('tells a wrong name and a wrong password alike, and leads to no other site', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${dashboard.url}/sign-in?next=//evil.example/`);
    for (const name of ['ada', 'nobody']) {
      await page.fill('input[name=name]', name);
      await page.fill('input[name=password]', 'wrong');
      await page.click('button.p');
      await page.getByRole('alert').waitFor();
      await expect.poll(() => page.getByRole('alert').innerText()).toBe('Name or password is wrong.');
    }
    await page.fill('input[name=name]', 'ada');
    await page.fill('input[name=password]', 'admin of the house');
    await page.click('button.p');
    await page.waitForURL(`${dashboard.url}/`);
    await context.close();
  });

  it('ends with the session, and shows nothing of it afterwards', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goBack();
    await page.waitForURL('**/sign-in**');
    await expect.poll(() => page.locator('.nums').count()).toBe(0);
    await page.context().close();
  });
});
