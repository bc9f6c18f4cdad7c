// Makes the pictures in docs/pictures/ from the built program and Chromium: `npm run build && node scripts/pictures.mjs`. Look at them afterwards.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const PICTURES = resolve('docs/pictures');
const SHOTS = [
  { name: 'report-light', colorScheme: 'light', viewport: { width: 1280, height: 1240 } },
  { name: 'report-dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 }, at: '#findings' },
  { name: 'report-phone', colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
];

const folder = mkdtempSync(join(tmpdir(), 'peerquest-pictures-'));
const program = resolve('dist/peerquest-audit.js');
const run = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder });
  if (status !== 0 && status !== 1) throw new Error(stderr.toString());
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  mkdirSync(PICTURES, { recursive: true });
  run('demo', '--users', '3000', '--fault', '0.004', '--seed', '7', '--out', 'peerquest.sqlite3');
  run('--database', 'peerquest.sqlite3', '--all', '--fix-issues', '--yes', '--store', 'store.sqlite3', '--report', 'html=report.html');
  // Whose machine it was made on is nobody's business.
  const report = join(folder, 'report.html');
  writeFileSync(report, readFileSync(report, 'utf8').replace(/(<dt>Machine<\/dt><dd>)[^<]*/, '$1audit-1'));
  for (const { name, at, ...options } of SHOTS) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    await page.goto(`${pathToFileURL(report).href}${at ?? ''}`);
    await page.locator('#bar').waitFor({ state: 'attached' });
    if (at !== undefined) await page.locator('.more summary').nth(1).click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
