import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { openAs, startDashboard, type Dashboard } from './dashboard.ts';

const PATHS = ['/schedule', '/status', '/status/good'] as const;

let browser: Browser;
/** What is probed and told. */
let other: Server;
let dashboard: Dashboard;
let bare: Dashboard;
beforeAll(async () => {
  other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const allow = ['127.0.0.1'];
  const settings = {
    jobs: [{ name: 'nightly', cron: '0 3 * * *', timeZone: 'Asia/Manila', checks: ['gold'], detailed: true }],
    probes: { good: { url, allow }, wrong: { url, allow, retries: 0, expect: { body: 'good bye' } } },
  };
  [browser, dashboard, bare] = await Promise.all([
    startBrowser(),
    startDashboard({ settings, audits: 0 }),
    startDashboard({ settings: { jobs: [] }, audits: 0 }),
  ]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([dashboard.stop(), bare.stop()]);
  other.closeAllConnections();
  other.close();
});

/** Where all is drawn that was asked for. */
const drawn = (page: Page): Promise<void> => page.locator('.main .panel').first().waitFor();

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  it.each([1280, 390])('is accessible, asks nobody else and does not scroll sideways, %i wide', { timeout: 120_000 }, async (width) => {
    for (const of of [dashboard, bare]) {
      const { page, trouble } = await openAs(browser, of, 'ada', PATHS[0], { colorScheme, viewport: { width, height: 900 } });
      for (const path of PATHS) {
        await page.goto(of.url + path);
        await drawn(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, await axeFaults(page), sideways > 0, trouble]).toEqual([path, [], false, []]);
      }
      await page.context().close();
    }
  });
});

describe('a viewer', () => {
  it('is offered no button', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'vera', PATHS[0]);
    for (const path of PATHS) {
      await page.goto(dashboard.url + path);
      await drawn(page);
      expect([path, await page.locator('.main button.btn').count(), trouble]).toEqual([path, 0, []]);
    }
    await page.context().close();
  });
});

describe('while the configuration names nothing', () => {
  it.each([
    ['/schedule', '"jobs"'],
    ['/status', '"probes"'],
  ])('%s says what to write there', async (path, member) => {
    const { page } = await openAs(browser, bare, 'vera', path);
    expect(await page.locator('.main pre').innerText()).toContain(member);
    await page.context().close();
  });
});

describe('the schedule', () => {
  it('tells when a job comes next, runs it now, and says by which command', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/schedule');
    const row = page.locator('tbody tr');
    expect(await row.innerText()).toMatch(/nightly\s+default\s+0 3 \* \* \*\s+Asia\/Manila/);
    expect(await row.locator('time').count()).toBe(3);
    expect(await page.locator('.cmd code').first().innerText()).toBe('peerquest-audit audit --only gold --record-findings');
    await page.getByRole('button', { name: 'Run now, nightly' }).click();
    expect(await page.locator('.note').innerText()).toMatch(/^nightly has begun/);
    const ran = (): Promise<string> => page.evaluate(async () => (await fetch('/api/v1/databases/default/runs')).text());
    await expect.poll(ran, { timeout: 20_000 }).toMatch(/"operator":"otto".*"reward-paid-twice".*"detail":"findings"/);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the status', () => {
  it('says in a sentence what does not answer, leads to each endpoint, and asks it now', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/status');
    await expect.poll(() => page.locator('h1').innerText(), { timeout: 30_000 }).toBe('1 endpoint does not answer as expected');
    await page.getByRole('button', { name: 'Ask now, wrong' }).click();
    expect(await page.locator('.note').innerText()).toMatch(/^wrong: Down, HTTP 200, [\d,]+ ms, .+ This is not counted\.$/);
    await page.getByRole('link', { name: 'good', exact: true }).click();
    await page.waitForURL('**/status/good');
    expect(await page.locator('.facts').innerText()).toMatch(/State\s+Up\s+Since/);
    expect(await page.locator('tr', { hasText: '30 days' }).innerText()).toContain('100 %');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('says so where there is no such endpoint', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/status/nowhere');
    expect(await page.locator('.main').innerText()).toContain('The configuration names no such endpoint.');
    expect(await page.locator('.main button.btn').count()).toBe(0);
    await page.context().close();
  });
});
