import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { startService } from '../support/service-process.ts';
import { askOf, openAs, startDashboard, type Dashboard } from './dashboard.ts';

/** In what the terminal shows. */
const CODE = /with the code (\S+) \(once\)/;

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

describe('two people at once', () => {
  it('see an audit of the other when it has ended', { timeout: 60_000 }, async () => {
    const [one, other] = [await openAs(browser, dashboard, 'otto'), await openAs(browser, dashboard, 'vera', '/runs')];
    const rows = other.page.locator('tbody tr');
    const before = await rows.count();
    await askOf(one.page, '/databases/default/audits', 'POST', {});
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(before + 1);
    for (const { page } of [one, other]) await page.context().close();
  });
});

describe('a service that tells nothing', () => {
  it('is asked instead, and a page says so; it is told again when it does', { timeout: 60_000 }, async () => {
    const { page } = await openAs(browser, dashboard, 'vera');
    const { page: refused } = await openAs(browser, dashboard, 'vera', '/checks');
    await refused.route('**/api/v1/events*', (route) => route.fulfill({ status: 429 }));
    await refused.reload();
    await refused.getByText('asked again every 15 seconds').waitFor({ timeout: 15_000 });
    await refused.unroute('**/api/v1/events*');
    await refused.getByText('asked again every 15 seconds').waitFor({ state: 'detached', timeout: 25_000 });
    await page.context().setOffline(true);
    await page.getByText('Nothing can be changed until it is back').waitFor({ timeout: 15_000 });
    await page.context().setOffline(false);
    await page.getByText('Nothing can be changed until it is back').waitFor({ state: 'detached', timeout: 15_000 });
    for (const one of [page, refused]) await one.context().close();
  });
});

describe('before the door', () => {
  it('the first account is made with the code of the terminal, once', { timeout: 60_000 }, async () => {
    const config = dashboard.folder.file('first.config.json');
    writeFileSync(config, JSON.stringify({ database: dashboard.folder.file('db.sqlite3'), store: dashboard.folder.file('first.sqlite3') }));
    const service = startService(['--config', config], { cwd: dashboard.folder.path });
    await service.until(/"event":"service-started"/);
    const url = /"address":"(http:[^"]+)"/.exec(service.printed())?.[1] ?? '';
    const page = await browser.newPage();
    await page.goto(`${url}/sign-in`);
    await page.getByRole('link', { name: 'There is no account yet: make the first' }).click();
    await page.getByLabel('Code').fill('no such code');
    await page.getByLabel('User name').fill('first');
    await page.getByLabel('Password').fill('a password of some length');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code').fill(CODE.exec(service.printed())?.[1] ?? '');
    await page.getByRole('button', { name: 'Make' }).click();
    await page.waitForURL(`${url}/`);
    await expect.poll(() => page.locator('.who').first().innerText()).toContain('first');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/sign-in/);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('link', { name: /make the first/ }).count()).toBe(0);
    await page.close();
    await service.end();
  });

  it('a provider of sign-ins is offered where there is one, and leads back to where one was', async () => {
    const page = await browser.newPage();
    // Where a service answers so is tried in test/server/oidc.test.ts.
    await page.route('**/api/v1/session/ways', (route) =>
      route.fulfill({ json: { ways: { password: true, provider: '/api/v1/session/oidc', setup: false } } }),
    );
    await page.goto(`${dashboard.url}/sign-in?next=${encodeURIComponent('/findings?state=new')}`);
    const link = page.getByRole('link', { name: 'Sign in with your organisation' });
    expect(await link.getAttribute('href')).toBe(`/api/v1/session/oidc?next=${encodeURIComponent('/findings?state=new')}`);
    expect(await axeFaults(page)).toEqual([]);
    await page.close();
  });
});
