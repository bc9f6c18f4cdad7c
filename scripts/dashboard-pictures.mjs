// Makes the pictures in docs/pictures/dashboard/ from the built program's playground and Chromium: `npm run build && node scripts/dashboard-pictures.mjs`.
// Look at them afterwards. WebP keeps all of them together small.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const PICTURES = resolve('docs/pictures/dashboard');
const PORT = 8970;
const URL = `http://127.0.0.1:${PORT}`;
const SIZES = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  tablet: { colorScheme: 'light', viewport: { width: 768, height: 900 } },
  phone: { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
};
/** Pages that stand by themselves, and the sizes in which they are shown. */
const PAGES = [
  ['overview', '/', ['light', 'dark', 'tablet', 'phone']],
  ['findings', '/findings', ['light', 'dark', 'phone']],
  ['findings-none', '/findings?state=returned', ['light']],
  ['runs', '/runs', ['light', 'phone']],
  ['run', '/runs/last', ['light']],
  ['run-performance', '/runs/last/performance', ['light']],
  ['compare', '/compare/last~1..last', ['light']],
  ['repairs', '/repairs', ['light']],
  ['repair-choose', '/repairs/new', ['light', 'phone']],
  ['checks', '/checks', ['light']],
  ['check', '/checks/approved-without-participant', ['light']],
  ['status', '/status', ['light', 'phone']],
  ['status-endpoint', '/status/this-service', ['light', 'dark']],
  ['schedule', '/schedule', ['light']],
  ['backups', '/backups', ['light']],
  ['alerts', '/alerts', ['light']],
  ['log', '/log', ['light']],
  ['accounts', '/accounts', ['light']],
  ['missing', '/checks/no-such-check', ['light']],
];

const service = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), 'demo', '--serve', '--port', String(PORT)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let printed = '';
service.stdout.on('data', (chunk) => (printed += chunk));
while (!/Probes: /.test(printed)) await once(service.stdout, 'data');
const password = /with the password "([^"]+)"/.exec(printed)[1];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
/** When all that a page asks for is drawn. */
const settled = async (page) => {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
};
const keep = async (page, name) => {
  await settled(page);
  // Chromium alone writes WebP, by its own protocol.
  const protocol = await page.context().newCDPSession(page);
  const { data } = await protocol.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  writeFileSync(join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'));
};
const signedIn = async (size, name) => {
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...SIZES[size] })).newPage();
  await page.goto(`${URL}/sign-in`);
  await page.locator('input[name=name]').waitFor();
  if (name !== undefined) await keep(page, `${name}-${size}`);
  await page.fill('input[name=name]', 'admin');
  await page.fill('input[name=password]', password);
  await page.click('button.p');
  await page.waitForURL(`${URL}/`);
  await settled(page);
  return page;
};
/** Pages that one comes to by doing something: one finding, a repair and its undo, no connection, the keys. */
const walk = async (page) => {
  await page.goto(`${URL}/findings`);
  await settled(page);
  await page.locator('main a[href^="/findings/"]').first().click();
  await keep(page, 'finding-light');
  await page.goto(`${URL}/repairs/new`);
  await settled(page);
  await page.getByRole('button', { name: 'Preview repair' }).click();
  await page.waitForURL(/plans/);
  await settled(page);
  await page.locator('.chs summary').first().click();
  await keep(page, 'repair-preview-light');
  const number = /\d+/.exec(await page.locator('h1').innerText())[0];
  await page.getByRole('textbox').fill(number);
  await page.getByRole('textbox').press('Enter');
  await page.waitForURL(/\/repairs\/[0-9a-f-]{36}$/);
  await keep(page, 'repair-result-light');
  await page.getByRole('button', { name: 'Preview undo' }).click();
  await page.waitForURL(/preview=/);
  await keep(page, 'repair-undo-light');
  await page.keyboard.press('?');
  await keep(page, 'keys-light');
  await page.keyboard.press('Escape');
  await page.goto(`${URL}/`);
  await settled(page);
  await page.context().setOffline(true);
  await page.getByText('No connection since').waitFor({ timeout: 60_000 });
  await keep(page, 'offline-light');
};
try {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  for (const size of Object.keys(SIZES)) {
    const page = await signedIn(size, size === 'light' || size === 'phone' ? 'sign-in' : undefined);
    for (const [name, path] of PAGES.filter(([, , sizes]) => sizes.includes(size))) {
      await page.goto(URL + path);
      await keep(page, `${name}-${size}`);
    }
    if (size === 'light') await walk(page);
    await page.context().close();
  }
} finally {
  await browser.close();
  service.kill('SIGINT');
  await once(service, 'close');
}
