import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';

/**
 * The page of 100,000 findings in Chromium: how large it is, when something is first seen, when everything can be searched, and how long a
 * search takes until its result is drawn. The page is opened anew each time; medians, with the longest.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    users: { type: 'string', default: '37500' },
    program: { type: 'string', default: 'dist/peerquest-audit.js' },
  },
});
const SEARCHES = ['student1', 'a', 'never created 12', 'no such thing', ''];
const folder = mkdtempSync(join(tmpdir(), 'peerquest-html-'));
const browser = await startBrowser();
try {
  run('demo', '--users', values.users, '--fault', '1', '--old-schema', '--out', 'sick.sqlite3');
  run('--database', 'sick.sqlite3', '--all', '--format', 'html', '--output', 'sick.html');
  const file = join(folder, 'sick.html');
  tell('size', [statSync(file).size / 1_000_000], 'MB', 25);
  const times = { paint: [] as number[], ready: [] as number[], search: [] as number[], busy: [] as number[], scroll: [] as number[] };
  let shown = '';
  for (let turn = 0; turn < Number(values.runs); turn++) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
    await page.locator('#bar').waitFor();
    const [paint, ready] = await page.evaluate<[number, number]>(
      `[performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]`,
    );
    times.paint.push(paint);
    times.ready.push(ready);
    shown = (await page.locator('#shown').textContent()) ?? '';
    const busy = await busyClock(page);
    for (const text of SEARCHES) {
      const before = await busy();
      times.search.push(await untilDrawn(page, `filter.value = ${JSON.stringify(text)}; filter.dispatchEvent(new Event('input'));`));
      times.busy.push((await busy()) - before);
    }
    times.scroll.push(await untilDrawn(page, 'scrollTo(0, document.body.scrollHeight / 2);'));
    await page.close();
  }
  console.log(shown);
  tell('first paint', times.paint, 'ms', 1000);
  tell('search, until it is drawn', times.search, 'ms', 100);
  tell('search, busy of that', times.busy, 'ms', null);
  tell('jump to the middle, until it is drawn', times.scroll, 'ms', null);
  tell('everything can be searched', times.ready, 'ms', null);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** How long the page's thread has been busy: what the machine does besides does not count. */
async function busyClock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
}

/** How long it takes until the frame after it has been drawn. */
function untilDrawn(page: Page, script: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => requestAnimationFrame(() => {
    const filter = document.getElementById('filter');
    const started = performance.now();
    ${script}
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => resolve(performance.now() - started); channel.port2.postMessage(0); });
  }))`);
}

function run(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [resolve(values.program), ...args], {
    cwd: folder,
    env: { ...process.env, PEERQUEST_AUDIT_HISTORY: 'off' },
  });
  if (status !== 0 && status !== 1) throw new Error(stderr.toString());
}

function tell(what: string, figures: readonly number[], unit: string, aim: number | null): void {
  const sorted = figures.toSorted((a, b) => a - b);
  const [middle = NaN, most = NaN] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const range = figures.length === 1 ? '' : `, ${most.toFixed(0)} at most`;
  console.log(`${what.padEnd(40)} ${middle.toFixed(unit === 'MB' ? 1 : 0)} ${unit}${range}${aim === null ? '' : ` (aim: below ${aim})`}`);
}
