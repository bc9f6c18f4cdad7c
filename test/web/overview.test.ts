import BetterSqlite from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
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
  [768, 'light'],
  [390, 'dark'],
] as const)('the overview, %i wide, %s', (width, colorScheme) => {
  it('is accessible, walked by Tab, asks nobody else and does not scroll sideways', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/', { colorScheme, viewport: { width, height: 900 } });
    await page.locator('table a').first().waitFor();
    expect([await axeFaults(page), await walkFaults(page)]).toEqual([[], []]);
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
      '/findings?state=new',
      '/findings?state=returned',
      expect.stringMatching(/^\/compare\/[\da-f-]{36}\.\.[\da-f-]{36}#resolved$/),
      '/repairs/new',
      '/findings?age=30d',
      '/findings?state=acknowledged',
    ]);
    // A viewer is offered nothing that only others may do.
    await expect.poll(() => page.getByRole('button', { name: 'Run audit' }).count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('tells what changed since the audit before, how each check developed, and how much of it a repair mends', async () => {
    const changes = {
      folder: dashboard.folder,
      run: (...args: string[]) => runCli(args, { cwd: dashboard.folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } }),
    };
    const database = new BetterSqlite(changes.folder.file('db.sqlite3'));
    // One finding goes, one comes.
    database.prepare('update users_user set level = level + 1 where id = (select min(id) from users_user)').run();
    const off = database
      .prepare("select id, is_banned from users_user where is_banned = 1 and ban_expires_at < datetime('now') limit 1")
      .get();
    expect(off).toBeDefined();
    database
      .prepare('update users_user set is_banned = 0, ban_reason = null, ban_expires_at = null where id = ?')
      .run((off as { id: string }).id);
    database.close();
    expect(changes.run('audit', '--all', '--detailed').code).toBe(1);
    const { page } = await openAs(browser, dashboard, 'vera');
    const changed = page.getByRole('region', { name: /^Changed since/ });
    await expect.poll(() => changed.locator('.tag').allInnerTexts()).toEqual(['New', 'Resolved']);
    await expect.poll(() => page.locator('.nums b').allInnerTexts()).toEqual(expect.arrayContaining(['1']));
    const numbers = Object.fromEntries(
      (await page.locator('.nums a').allInnerTexts()).map((text) => text.split('\n').reverse() as [string, string]),
    );
    expect(numbers).toMatchObject({ 'new in the last run': '1', returned: '0', resolved: '1' });
    await expect
      .poll(() => page.getByRole('link', { name: /^Preview repair/ }).textContent())
      .toBe(`Preview repair ${numbers['repairable now']}`);
    const level = page.getByRole('region', { name: 'Checks with findings' }).getByRole('row', { name: /Levels That Differ/ });
    await expect.poll(() => level.locator('.spark circle').count()).toBe(1);
    await expect.poll(() => level.locator('td').nth(3).innerText()).toBe('+1');
    await changed.getByRole('link', { name: 'Compare the runs' }).click();
    await page.waitForURL('**/compare/**');
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
    const last = page
      .getByRole('region', { name: 'Runs', exact: true })
      .getByRole('link', { name: /^Audit/ })
      .first();
    const before = await last.getAttribute('href');
    await page.getByRole('button', { name: 'Run audit' }).click();
    await expect.poll(() => last.getAttribute('href'), { timeout: 20_000 }).not.toBe(before);
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
