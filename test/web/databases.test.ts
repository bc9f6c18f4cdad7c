import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  const databases = { shop: { url: 'db.sqlite3' }, school: { url: 'db.sqlite3' } };
  [browser, dashboard] = await Promise.all([
    startBrowser(),
    startDashboard({ audits: 0, settings: { database: undefined, databases, jobs: [], backups: { school: { file: 'none-*.sqlite3' } } } }),
  ]);
  for (const name of Object.keys(databases)) {
    const { stderr } = runCli(['audit', '--database', name], { cwd: dashboard.folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    expect(stderr).toBe('');
  }
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

describe('several databases', () => {
  it('stand in addresses: old links lead to the first, and one is chosen in the side bar', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/log');
    await page.goto(`${dashboard.url}/findings?severity=critical`);
    await expect.poll(() => page.url()).toBe(`${dashboard.url}/db/shop/findings?severity=critical`);
    await settled(page);
    await page.getByLabel('Database', { exact: true }).selectOption('school');
    await expect.poll(() => page.url()).toBe(`${dashboard.url}/db/school`);
    await settled(page);
    await page.getByRole('link', { name: 'Backups' }).click();
    await expect.poll(() => page.url()).toBe(`${dashboard.url}/db/school/backups`);
    await expect.poll(() => page.locator('.main').innerText()).toContain('peerquest-audit backup verify --of school');
    expect([await axeFaults(page), trouble]).toEqual([[], []]);
    await page.goBack();
    await expect.poll(() => page.url()).toBe(`${dashboard.url}/db/school`);
    await page.context().close();
  });

  it('tell of none that is not there', async () => {
    const { page } = await openAs(browser, dashboard, 'ada', '/log');
    await page.goto(`${dashboard.url}/db/other/findings`);
    await settled(page);
    await expect.poll(() => page.locator('h1').innerText()).not.toBe('Findings');
    await page.context().close();
  });
});
