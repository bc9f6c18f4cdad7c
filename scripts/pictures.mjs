// Makes the pictures in docs/pictures/ from the built program and Chromium: `npm run build && node scripts/pictures.mjs`. Look at them afterwards.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
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
/** Changes a database behind the program's back. */
const change = (file, statement) => {
  const database = new Database(join(folder, file));
  database.pragma('foreign_keys = off');
  database.exec(statement);
  database.close();
};
/** Three months of audits: things go wrong on some days, one audit fails, one repair helps. Each run is put back by five days. */
const live = () => {
  const kept = ['--database', 'peerquest.sqlite3', '--store', 'store.sqlite3', '--all'];
  const audited = (...more) => {
    run(...kept, '--record-findings', ...more);
    change('store.sqlite3', "update peerquest_audit_recording set started_at = strftime('%Y-%m-%dT%H:%M:%S.000Z', started_at, '-5 days')");
  };
  const lose = (count) =>
    change(
      'peerquest.sqlite3',
      `delete from quests_questparticipant where id in (select id from quests_questparticipant where status <> 'dropped' order by id limit ${count})`,
    );
  for (const lost of [0, 0, 5, 3, 0, 4, null, 6, 0, 8, 9]) {
    if (lost === null) audited('--fix-issues', '--yes', '--max-changes', '5000');
    else {
      lose(lost);
      audited();
    }
  }
};
const COLOURS = { 1: 'font-weight:600', 2: 'opacity:.6', 31: 'color:#e0574c', 33: 'color:#d19a34', 36: 'color:#7fb3d8' };
/** What a terminal shows, as a page. */
const asPage = (text) => {
  const escaped = text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
  // eslint-disable-next-line no-control-regex -- what a terminal takes for colours
  const coloured = escaped.replace(/\u001b\[(\d+)m/g, (_, code) => (code in COLOURS ? `<span style="${COLOURS[code]}">` : '</span>'));
  return `<body style="margin:0;background:#141518;color:#e9e9e7"><pre style="display:inline-block;margin:0;padding:20px 24px;font:14px/17px monospace">${coloured}</pre>`;
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  mkdirSync(PICTURES, { recursive: true });
  run('demo', '--users', '3000', '--fault', '0.004', '--seed', '7', '--out', 'peerquest.sqlite3');
  live();
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
  const trend = spawnSync('script', ['-qec', `stty cols 100; ${process.execPath} ${program} trend --store store.sqlite3`, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, TERM: 'xterm-256color' },
  });
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  const shown = trend.stdout.toString().replaceAll('\r', '').split('\nNext: ')[0].trimEnd();
  await page.setContent(asPage(shown));
  await page.locator('pre').screenshot({ path: join(PICTURES, 'trend.png') });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
