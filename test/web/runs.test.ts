import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
import { openAs, startDashboard, type Dashboard } from './dashboard.ts';
import { walkFaults } from './walk.ts';

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard()]);
  const cli = (...args: readonly string[]): void => {
    const { code, stderr } = runCli(args, { cwd: dashboard.folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    if (code !== 0 && code !== 1) throw new Error(stderr);
  };
  // A repair resolves some, and an audit of one person looks at less.
  cli('--all', '--fix-issues', '--yes');
  cli('audit', '--all', '--detailed');
  cli('audit', '--user', 'adventurer1', '--detailed');
}, 180_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

/** Each with what is there when it is drawn. */
const PAGES = [
  ['/runs', 'tbody input'],
  ['/runs/last~2', 'tbody a'],
  ['/runs/last~1/performance', 'tbody a'],
  ['/runs/last~1/text', 'pre'],
  ['/compare/last~3..last~1', 'tbody a'],
  ['/checks', 'tbody a'],
  ['/checks/quest-status', '.prose'],
] as const;

describe.each([
  [1280, 'light'],
  [390, 'dark'],
] as const)('pages of runs and checks, %i wide, %s', (width, colorScheme) => {
  it('are accessible, walked by Tab, ask nobody else and do not scroll sideways', { timeout: 60_000 }, async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'vera', '/runs', { colorScheme, viewport: { width, height: 900 } });
    for (const [path, drawn] of PAGES) {
      await page.goto(dashboard.url + path);
      await page.locator(drawn).first().waitFor();
      expect([path, await axeFaults(page), await walkFaults(page)]).toEqual([path, [], []]);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([path, 0]);
    }
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the runs', () => {
  it('are those of one kind where the address says so', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/runs');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(5);
    await page.getByLabel('Show').selectOption('fix');
    await page.waitForURL('**/runs?mode=fix');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('Show').selectOption('undo');
    await page.getByText('No run of this kind is recorded.').waitFor();
    await page.context().close();
  });

  it('are compared, the older first, when two are chosen', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/runs');
    const button = page.getByRole('button', { name: 'Compare' });
    await page.locator('tbody input').nth(1).check();
    expect(await button.isDisabled()).toBe(true);
    await page.locator('tbody input').nth(3).check();
    const ids = await page.locator('tbody code').allInnerTexts();
    await button.click();
    await page.waitForURL(`**/compare/${ids[3] ?? ''}..${ids[1] ?? ''}`);
    await page.getByRole('heading', { name: 'Comparison of two runs' }).waitFor();
    await page.context().close();
  });
});

describe('a run', () => {
  it('says what each check came to, why some did not run, and what was changed', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'vera', '/runs/last~2');
    const panel = (name: string) => page.getByRole('region', { name, exact: true });
    await expect.poll(() => page.locator('h1').innerText()).toMatch(/^Repair of /);
    const row = panel('Checks of this run').getByRole('row').filter({ hasText: 'Quest Status Inconsistencies' });
    await expect.poll(() => row.innerText()).toMatch(/Found\s+[1-9]\d*\s+0\s/);
    await expect.poll(() => panel('What did not run').innerText()).toContain('--media-root');
    await expect.poll(() => panel('Changes').innerText()).toMatch(/Made\s+[1-9]/);
    await expect.poll(() => panel('The same by hand').innerText()).toMatch(/peerquest-audit show [0-9a-f]{8}/);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('is handed out as a file', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/runs/last~1');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the report as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^run-[0-9a-f]{8}\.csv$/);
    await page.context().close();
  });

  it('is shown as the very text that is handed out', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/runs/last~1');
    await page.getByRole('link', { name: 'Text output' }).click();
    await page.waitForURL('**/text');
    const file = await page.request.get(`${dashboard.url}/api/v1/databases/default/runs/last~1/report?format=text`);
    await expect.poll(() => page.locator('pre').textContent()).toBe(await file.text());
    await page.context().close();
  });

  it('that is none is told, and leads nowhere', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/runs/abcd');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.locator('h1').innerText()).toBe('Run');
    await page.goto(`${dashboard.url}/runs/last/nothing`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.context().close();
  });
});

describe('a comparison', () => {
  it('tells what a repair has resolved, and leads to it', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/compare/last~3..last~1');
    const resolved = page.getByRole('region', { name: 'Resolved' });
    await resolved.locator('a').first().waitFor();
    await expect.poll(() => resolved.locator('a').first().getAttribute('href')).toMatch(/^\/findings\/[0-9a-f]{32}$/);
    const count = await resolved.locator('tbody tr').count();
    await expect.poll(() => page.locator('.nums a[href="#resolved"] b').innerText()).toBe(String(count));
    await expect.poll(() => page.getByRole('region', { name: 'New', exact: true }).innerText()).toContain('Nothing is new.');
    await page.context().close();
  });

  it('says above that one looked at less, and counts nothing of that as resolved', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/compare/last~1..last');
    await page.getByText('They looked at different people: the earlier at everybody, the later at adventurer1.').waitFor();
    await page.getByText(/checks are not compared/).waitFor();
    await expect.poll(() => page.locator('.nums a[href="#resolved"] b').innerText()).toBe('0');
    await expect.poll(() => page.getByRole('region', { name: 'Resolved' }).count()).toBe(0);
    await page.context().close();
  });
});

describe('the checks', () => {
  it('lead each to what it means and what to do', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/checks');
    await page.getByRole('link', { name: 'Quest Status Inconsistencies' }).click();
    await page.waitForURL('**/checks/quest-status');
    await expect.poll(() => page.locator('.prose').innerText()).toContain('A quest with an active participant is not open.');
    await expect.poll(() => page.getByRole('link', { name: 'Open findings' }).getAttribute('href')).toBe('/findings?check=quest-status');
    await page.goto(`${dashboard.url}/checks/nothing`);
    await page.getByRole('heading', { name: 'There is no such check' }).waitFor();
    await page.context().close();
  });
});
