import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { sharedStore } from '../../src/history/index.ts';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { isThorough } from '../support/thorough.ts';
import { openAs, settled, startDashboard, type Dashboard } from './dashboard.ts';
import { walkFaults } from './walk.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const PATHS = ['/schedule', '/status', '/status/good', '/alerts', '/log', '/backups'] as const;

let browser: Browser;
/** What is probed and told. */
let other: Server;
let dashboard: Dashboard;
let bare: Dashboard;
beforeAll(async () => {
  other = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => response.writeHead(body.includes('"away"') ? 401 : 200).end('hello'));
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const allow = ['127.0.0.1'];
  const settings = {
    jobs: [
      { name: 'nightly', cron: '0 3 * * *', timeZone: 'Asia/Manila', checks: ['gold'], detailed: true },
      { name: 'weekly', kind: 'backup', cron: '0 2 * * 1' },
    ],
    probes: { good: { url, allow }, wrong: { url, allow, retries: 0, expect: { body: 'good bye' } } },
    backups: { default: { file: 'backup-*.sqlite3' } },
    alerts: { allow, channels: { hook: { type: 'ntfy', url, topic: 'ops' }, away: { type: 'ntfy', url, topic: 'away' } } },
  };
  [browser, dashboard, bare] = await Promise.all([
    startBrowser(),
    startDashboard({ settings, audits: 0 }),
    startDashboard({ settings: { jobs: [] }, audits: 0 }),
  ]);
  await fill();
  copyFileSync(dashboard.folder.file('db.sqlite3'), dashboard.folder.file(`backup-${HOSTILE}.sqlite3`));
}, 180_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([dashboard.stop(), bare.stop()]);
  other.closeAllConnections();
  other.close();
});

/** More deeds than a page of the log has, the newest by somebody hostile. */
async function fill(): Promise<void> {
  const shared = sharedStore(parseDatabaseUrl(dashboard.folder.file('store.sqlite3')));
  const { deeds } = await shared.made();
  for (let number = 0; number < 101; number++) {
    const at = `2026-01-01T00:00:00.${String(number).padStart(3, '0')}Z`;
    const who = number === 100 ? HOSTILE : `person${number}`;
    await deeds.add({
      id: `${at}-made`,
      at,
      who,
      way: 'token',
      address: '192.0.2.7',
      deed: 'Audit now',
      about: '{"database":"default"}',
      correlation: 'c0ffee00-made',
    });
  }
  await shared.close();
}

/** As many verifications as that, before the one that there is. */
async function verifiedBefore(count: number): Promise<void> {
  const shared = sharedStore(parseDatabaseUrl(dashboard.folder.file('store.sqlite3')));
  const { backups } = await shared.made();
  const [last] = await backups.list({ limit: 1 });
  if (last === undefined) throw new Error('No backup was verified.');
  for (let number = 0; number < count; number++) {
    const verifiedAt = `2026-01-01T00:00:00.${String(number).padStart(3, '0')}Z`;
    await backups.add({ ...last, id: randomUUID(), verifiedAt, operator: `somebody${number}` });
  }
  await shared.close();
}

/** Where all is drawn that was asked for. */
async function drawn(page: Page): Promise<void> {
  await settled(page);
  await page.locator('.main .panel').first().waitFor();
}

describe.each([
  [1280, 'light'],
  [390, 'dark'],
] as const)('%i wide, %s', (width, colorScheme) => {
  it('is accessible, walked by Tab, asks nobody else and does not scroll sideways', { timeout: 120_000 }, async () => {
    // What says that there is nothing is laid out like what there is: when narrow it is looked at, too.
    for (const of of width === 390 || isThorough ? [dashboard, bare] : [dashboard]) {
      const { page, trouble } = await openAs(browser, of, 'ada', PATHS[0], { colorScheme, viewport: { width, height: 900 } });
      for (const path of PATHS) {
        await page.goto(of.url + path);
        await drawn(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, await axeFaults(page), await walkFaults(page), sideways > 0, trouble]).toEqual([path, [], [], false, []]);
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
    ['/alerts', '"alerts"'],
    ['/backups', '"backups"'],
  ])('%s says what to write there', async (path, member) => {
    const { page } = await openAs(browser, bare, 'vera', path);
    await expect.poll(() => page.locator('.main pre').innerText()).toContain(member);
    await page.context().close();
  });
});

describe('a database that was never audited', () => {
  it('is none without findings: pages say that nobody has looked, and ask nothing that is refused', async () => {
    const { page, trouble } = await openAs(browser, bare, 'otto', '/runs');
    for (const path of ['/', '/findings', '/findings?by=user', '/repairs/new']) {
      await page.goto(bare.url + path);
      await expect.poll(() => page.locator('.main').innerText()).toContain('Run the first to see what is there.');
      await settled(page);
      expect([path, await axeFaults(page), trouble]).toEqual([path, [], []]);
    }
    await page.goto(`${bare.url}/checks`);
    await settled(page);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the schedule', () => {
  it('tells when a job comes next, runs it now, and says by which command', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/schedule');
    const row = page.locator('tbody tr', { hasText: 'nightly' });
    await expect.poll(() => row.innerText()).toMatch(/nightly\s+default\s+0 3 \* \* \*\s+Asia\/Manila/);
    await expect.poll(() => row.locator('time').count()).toBe(3);
    await expect.poll(() => page.locator('.cmd code').first().innerText()).toBe('peerquest-audit audit --only gold --record-findings');
    expect(await page.locator('.cmd code').nth(1).innerText()).toBe('peerquest-audit backup verify --of default');
    await page.getByRole('button', { name: 'Run now, nightly' }).click();
    await expect.poll(() => page.locator('.note').innerText()).toMatch(/^nightly has begun/);
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
    const bars = page.getByRole('row', { name: 'wrong' }).locator('.up:not(.low)');
    await expect.poll(() => bars.getAttribute('aria-label')).toBe('wrong: down on 1, slow on 0 of 1 day on which it was asked');
    await expect.poll(() => bars.locator('.dn').count()).toBe(1);
    await expect.poll(() => page.locator('.note').innerText()).toMatch(/^wrong: Down, HTTP 200, [\d,]+ ms, .+ This is not counted\.$/);
    await page.getByRole('link', { name: 'good', exact: true }).click();
    await page.waitForURL('**/status/good');
    await expect.poll(() => page.locator('.facts').innerText()).toMatch(/State\s+Up\s+Since/);
    await expect.poll(() => page.locator('tr', { hasText: '30 days' }).innerText()).toContain('100 %');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('tells how well this service is, and of what does not go well why', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'vera', '/status');
    const service = page.getByRole('region', { name: 'This service' });
    await expect.poll(() => service.getByRole('row', { name: 'Database default' }).innerText()).toMatch(/\d ms$/);
    await expect.poll(() => service.getByRole('row', { name: 'Last audit' }).innerText()).toContain('The last run left findings: ');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('says so where there is no such endpoint', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/status/nowhere');
    await expect.poll(() => page.locator('.main').innerText()).toContain('The configuration names no such endpoint.');
    await expect.poll(() => page.locator('.main button.btn').count()).toBe(0);
    await page.context().close();
  });
});

describe('the alerts', () => {
  it('tell what became of messages, and an admin tries a channel', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/alerts');
    await page.getByRole('button', { name: 'Test, hook' }).click();
    await expect.poll(() => page.locator('.note').innerText()).toBe('hook has taken the test message.');
    await page.getByRole('button', { name: 'Test, away' }).click();
    await expect.poll(() => page.locator('.note').innerText()).toMatch(/^away has not taken the test message: .*401/);
    // What is down was told of, to whoever takes it.
    const told = page.locator('section tbody tr', { hasText: 'hook' });
    await expect.poll(() => told.first().innerText(), { timeout: 30_000 }).toMatch(/hook\s+Sent /);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('are tried by nobody else', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/alerts');
    await drawn(page);
    await expect.poll(() => page.locator('.main button.btn').count()).toBe(0);
    await page.context().close();
  });
});

describe('the audit log', () => {
  it('leads on to what was done before, and shows names as they are', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'ada', '/log');
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForURL('**/log?after=*');
    await expect.poll(() => page.locator('tbody').innerText()).toContain('person0');
    await page.getByRole('link', { name: 'Newest' }).click();
    await expect.poll(() => page.locator('tbody').innerText()).toContain(HOSTILE);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('is for admins', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/log');
    await expect.poll(() => page.locator('.main .panel').innerText()).toContain('Only an admin may read the audit log.');
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the backups', () => {
  it('are verified by a button, and tell what came of it', { timeout: 120_000 }, async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/backups');
    await expect.poll(() => page.locator('.main').innerText()).toContain('No backup was verified yet.');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 60_000 }).toBe(1);
    const newest = page.getByRole('region', { name: 'The newest verification' });
    await expect.poll(() => newest.innerText()).toContain('Sound This backup would serve');
    await expect.poll(() => newest.innerText()).toContain(`backup-${HOSTILE}.sqlite3`);
    await expect.poll(() => newest.innerText()).toContain('No row differs that is older than the backup.');
    expect([await axeFaults(page), trouble]).toEqual([[], []]);
    await verifiedBefore(50);
    await page.reload();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForURL('**/backups?after=*');
    await expect.poll(() => page.locator('tbody tr').allInnerTexts()).toEqual([expect.stringContaining('somebody0')]);
    await expect.poll(() => newest.count()).toBe(0);
    await page.getByRole('link', { name: 'Newest' }).click();
    await expect.poll(() => newest.innerText()).toContain('otto');
    expect([await axeFaults(page), trouble]).toEqual([[], []]);
    await page.context().close();
  });
});
