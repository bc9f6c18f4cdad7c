/**
 * Measures the dashboard against its budget: what the first load weighs, when something is first seen, when the list of 200,000 findings can be
 * used, and how long a filter takes until its answer is drawn; the built service on SQLite, in Chromium. Each page is opened anew, in a browser that
 * has kept nothing; medians, with the longest.
 *
 *   npm run build && npm run bench:web -- [--users 75000] [--runs 5] [--database FILE]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';
import { BUDGET, firstLoad } from '../test/web/first-load.ts';
import { openAs, startDashboard, type Dashboard } from '../test/web/dashboard.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '75000' },
    runs: { type: 'string', default: '5' },
    /** A database that is there already, as making one takes a while. */
    database: { type: 'string' },
  },
});
/** A row of the list, with its sentence. */
const ROW = '.list .ttl';
/** What narrows the list, by the option that is chosen. */
const FILTERS = [
  ['Check', 'quest-status'],
  ['Age', '7d'],
  ['Check', ''],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'peerquest-web-'));
const browser = await startBrowser();
try {
  const { scripts, styles } = firstLoad(resolve('dist/web'));
  tell('JavaScript of the first load, gzipped', [scripts / 1000], 'kB', BUDGET.scripts / 1000);
  tell('CSS of the first load, gzipped', [styles / 1000], 'kB', BUDGET.styles / 1000);
  const dashboard = await startDashboard({ database: values.database ?? generated(), audits: 1 });
  try {
    await measureIn(browser, dashboard);
  } finally {
    await dashboard.stop();
  }
  console.log(`load of the machine over the last minute: ${(loadavg()[0] ?? NaN).toFixed(1)}`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** Opens the pages again and again. */
async function measureIn(on: Browser, dashboard: Dashboard): Promise<void> {
  const times = { paint: [] as number[], overview: [] as number[], list: [] as number[], filter: [] as number[] };
  let shown = '';
  for (let turn = 0; turn < Number(values.runs); turn++) {
    const { page } = await openAs(on, dashboard, 'otto', '/checks');
    const session = await page.context().newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    times.overview.push(await untilThere(page, dashboard, '/', '.nums'));
    times.paint.push(await firstPaint(page));
    times.list.push(await untilThere(page, dashboard, '/findings', ROW));
    times.paint.push(await firstPaint(page));
    shown = await page.locator('.head p').innerText();
    for (const [name, option] of FILTERS) times.filter.push(await filterTime(page, name, option));
    await page.context().close();
  }
  console.log(shown);
  tell('first contentful paint', times.paint, 'ms', 1000);
  tell('overview, until its numbers are there', times.overview, 'ms', null);
  tell('findings, until a row can be used', times.list, 'ms', 1500);
  tell('a filter, until its answer is drawn', times.filter, 'ms', 200);
}

/** How long it takes from going to a page until something of it is drawn. */
async function untilThere(page: Page, { url }: Dashboard, path: string, what: string): Promise<number> {
  await page.goto(url + path, { waitUntil: 'commit' });
  await page.locator(what).first().waitFor();
  return page.evaluate<number>('performance.now()');
}

function firstPaint(page: Page): Promise<number> {
  return page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);
}

/** How long it takes from a choice until the list that it narrows is drawn, by the clock of the page. */
function filterTime(page: Page, name: string, option: string): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const select = document.querySelector('select[aria-label=${JSON.stringify(name)}]');
    const isBusy = () => document.querySelector('[aria-busy=true]') !== null;
    let wasBusy = false;
    const seen = new MutationObserver(() => {
      wasBusy ||= isBusy();
      if (!wasBusy || isBusy()) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    });
    seen.observe(document.body, { subtree: true, childList: true, attributes: true });
    const started = performance.now();
    select.value = ${JSON.stringify(option)};
    select.dispatchEvent(new Event('change', { bubbles: true }));
  })`);
}

function generated(): string {
  const file = join(folder, 'sick.sqlite3');
  const args = ['demo', '--users', values.users, '--fault', '1', '--old-schema', '--out', file];
  const { status, stderr } = spawnSync(process.execPath, [resolve('dist/peerquest-audit.js'), ...args]);
  if (status !== 0) throw new Error(stderr.toString());
  return file;
}

function tell(what: string, figures: readonly number[], unit: string, aim: number | null): void {
  const sorted = figures.toSorted((a, b) => a - b);
  const [middle = NaN, most = NaN] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const range = figures.length === 1 ? '' : `, ${most.toFixed(0)} at most`;
  console.log(`${what.padEnd(40)} ${middle.toFixed(unit === 'kB' ? 1 : 0)} ${unit}${range}${aim === null ? '' : ` (aim: below ${aim})`}`);
}
