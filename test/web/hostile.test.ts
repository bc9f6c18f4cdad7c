import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';

/** Markup, a script's end, a template, a link, and signs that turn the line around or end it. */
const HOSTILE = `"'><img src=x onerror=alert(1)></script><svg onload=alert(2)>{{7*7}}javascript:alert(3)\u202e\u2028`;

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard({ audits: 0 })]);
  const database = new Database(dashboard.folder.file('db.sqlite3'));
  database.prepare('update quests_quest set title = ? || id').run(HOSTILE);
  database.prepare('update users_user set username = substr(username, -8) || ?').run(HOSTILE);
  database.prepare('update guilds_guild set name = ? || guild_id').run(HOSTILE);
  database.close();
  for (const flags of [[], ['--fix-issues', '--dry-run']]) {
    const { code, stderr } = runCli(['audit', '--all', '--detailed', ...flags], {
      cwd: dashboard.folder.path,
      env: { PEERQUEST_AUDIT_HISTORY: 'on' },
    });
    expect([code, stderr]).toEqual([1, '']);
  }
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

/** What the names on a page have become: elements of it, if they are no mere text. */
const elements = (page: Page): Promise<number> => page.locator('img[src=x], svg[onload], a[href^="javascript:"]').count();

describe('attack 8: names that are a page, in a browser', () => {
  it('are text on every page', { timeout: 120_000 }, async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/findings');
    const told = page.locator('.main');
    await expect.poll(() => told.innerText()).toContain('<img src=x onerror=alert(1)>');
    // No sign turns what stands behind it around.
    expect(await told.innerText()).not.toMatch(/[\u202e\u2028]/);
    const finding = (await page.locator('a[href^="/findings/"]').first().getAttribute('href')) ?? '';
    const paths = ['/', finding, '/runs', '/runs/last', '/runs/last/performance', '/compare/last~1..last', '/repairs', '/repairs/new'];
    for (const path of [...paths, '/checks', '/log', '/schedule', '/status', '/backups', '/alerts', '/accounts']) {
      await page.goto(dashboard.url + path);
      await settled(page);
      expect([path, await elements(page), trouble]).toEqual([path, 0, []]);
    }
    await page.goto(dashboard.url + finding);
    await expect.poll(() => told.innerText()).toContain('<img src=x onerror=alert(1)>');
    await page.context().close();
  });

  it('are text in what a repair would write, and in an address that asks for them', { timeout: 120_000 }, async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/repairs/new');
    await page.locator('.main button.p').first().click();
    await page.waitForURL(/\/repairs\/plans\//);
    await settled(page);
    await expect.poll(() => page.locator('.main').innerText(), { timeout: 30_000 }).toContain('changes would be made');
    expect([await elements(page), trouble]).toEqual([0, []]);
    await page.goto(`${dashboard.url}/findings?user=${encodeURIComponent(HOSTILE)}&q=${encodeURIComponent(HOSTILE)}`);
    await settled(page);
    expect([await elements(page), trouble.filter((what) => !what.includes('400'))]).toEqual([0, []]);
    await page.context().close();
  });
});
