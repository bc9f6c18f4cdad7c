import BetterSqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { createDatabase, storeInTurn, type TestDatabase } from '../support/databases.ts';
import { connectAs } from '../support/other-connection.ts';
import { PASSWORDS } from '../support/served.ts';
import { askOf, openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** Has the repair previewed that is offered, and tells of how many changes it consists. */
async function previewed(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Preview repair' }).click();
  await page.waitForURL(/\/repairs\/plans\//, { timeout: 60_000 });
  await settled(page);
  return /^(\d+)/.exec(await page.locator('h1').innerText())?.[1] ?? '';
}

async function confirm(page: Page, count: string): Promise<void> {
  await page.getByRole('textbox').fill(count);
  await page.getByRole('textbox').press('Enter');
}

describe.each(storeInTurn('sqlite').filter((engine) => engine === 'sqlite' || inject('postgres') !== null))(
  'several people at once, on %s',
  (engine) => {
    let dashboard: Dashboard;
    let databases: readonly TestDatabase[] = [];
    beforeAll(async () => {
      const database = await createDatabase(engine);
      await database.insert(audit001);
      // On a server, wholly there.
      const store = engine === 'sqlite' ? null : await createDatabase(engine, { empty: true });
      databases = store === null ? [database] : [database, store];
      dashboard = await startDashboard({ database: database.url, audits: 1, settings: store === null ? {} : { store: store.url } });
    }, 120_000);
    afterAll(async () => {
      await dashboard.stop();
      await Promise.all(databases.map((database) => database.drop()));
    });

    it('what one acknowledges leaves the list of the other', { timeout: 60_000 }, async () => {
      const one = await openAs(browser, dashboard, 'otto');
      const { findings } = await askOf<{ findings: { fingerprint: string }[] }>(one.page, '/databases/default/findings?limit=1');
      const fingerprint = findings[0]?.fingerprint ?? '';
      const list = await openAs(browser, dashboard, 'vera', '/findings');
      const links = list.page.locator(`a[href*="${fingerprint.slice(0, 8)}"]`);
      await expect.poll(() => links.count()).toBeGreaterThan(0);
      await askOf(one.page, '/databases/default/acknowledgements', 'POST', { findings: [fingerprint], reason: 'known to us' });
      // The list is what the newest audit has found.
      await askOf(one.page, '/databases/default/audits', 'POST', {});
      await expect.poll(() => links.count(), { timeout: 15_000 }).toBe(0);
      expect(list.trouble).toEqual([]);
      await askOf(one.page, `/databases/default/acknowledgements/${fingerprint}`, 'DELETE');
      for (const { page } of [one, list]) await page.context().close();
    });

    /** Lets nobody write where the repair has to, until it is called: on a server into its journal, for which a repair waits longest. */
    async function held(): Promise<() => Promise<void>> {
      const [database, store] = databases.map(({ url }) => url);
      if (engine === 'sqlite') {
        const file = new BetterSqlite(database);
        file.exec('BEGIN IMMEDIATE');
        return () => {
          file.exec('ROLLBACK');
          file.close();
          return Promise.resolve();
        };
      }
      const other = await connectAs(store ?? '');
      await other.run('begin');
      await other.run('lock table peerquest_audit_transaction in exclusive mode');
      return () => other.end();
    }

    it('a repair goes on when the session ends, and who would make the same is told', { timeout: 180_000 }, async () => {
      const { page } = await openAs(browser, dashboard, 'ada', '/repairs/new');
      await askOf(page, '/accounts', 'POST', { name: 'nina', role: 'admin', password: PASSWORDS.ada });
      const second = await browser.newPage();
      await second.goto(`${dashboard.url}/sign-in?next=/repairs/new`);
      await signIn(second, 'nina');
      await second.waitForURL(/\/repairs\/new$/);
      const [count, same] = [await previewed(page), await previewed(second)];
      expect(same).toBe(count);
      const letGo = await held();
      await confirm(page, count);
      await page.locator('[aria-busy=true]').waitFor();
      await askOf(page, '/session', 'DELETE');
      await page.waitForURL(/\/sign-in\?next=/, { timeout: 15_000 });
      await signIn(page, 'ada');
      await page.waitForURL(/\/repairs\/plans\//);
      await page.getByText('The changes are being made').waitFor();
      await letGo();
      await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
      await expect.poll(() => page.locator('h1').innerText()).toBe(`Repair: ${count} changes made`);
      await second.getByText(/^ada has made a repair since this preview/).waitFor();
      // What was shown is not there any more: nothing of it is made, and each change says why.
      await confirm(second, count);
      await second.waitForURL(/\/repairs\/[0-9a-f-]{36}$/, { timeout: 60_000 });
      await settled(second);
      await expect.poll(() => second.locator('h1').innerText()).toBe('Repair: 0 changes made');
      await expect.poll(() => second.getByText('already in order: there is nothing left to do').count()).toBe(Number(count));
      expect(await axeFaults(second)).toEqual([]);
      for (const one of [page, second]) await one.context().close();
    });

    async function signIn(page: Page, name: string): Promise<void> {
      await page.fill('input[name=name]', name);
      await page.fill('input[name=password]', PASSWORDS.ada);
      await page.click('button.p');
    }
  },
);
