import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent, RunResult } from '../../src/model/index.ts';
import { line } from '../../src/model/index.ts';
import { axeFaults, openFile, RULES_OF_COLOURS, startBrowser } from '../support/browser.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { hostileRun, MEDIUM_TEXTS } from '../support/hostile-run.ts';
import { madeTrend } from '../support/made-trend.ts';
import { checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, runResult } from '../support/run-results.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
const WIDTHS = [1280, 768, 390];
let browser: Browser;

/** A run with 1,000 findings of one check, of which the last one has another name, and one of another check. */
function largeRun(): { readonly result: RunResult; readonly events: readonly AuditEvent[] } {
  const [many, one] = [checkResult(1000), checkResult(1, {}, { id: 'other', severity: 'info', title: 'Other' })];
  const findings = Array.from({ length: 1000 }, (_, index) =>
    finding({ fingerprint: `f${index}`, headline: line`person${index} <b>`, key: { questId: index } }),
  );
  const trend = madeTrend([
    [1, 3, 900],
    [20, null, 900],
    [30, 0, 950],
    [60, 0, 900, 'fix'],
    [80, 10, 990],
  ]);
  const result = { ...runResult([many, one]), past: { upTo: 4, slower: null, trend } };
  return { result, events: [...checkEvents(many, findings), ...checkEvents(one, [finding({ check: 'other' })])] };
}

beforeAll(async () => {
  const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
  cli('demo', '--out', 'db.sqlite3');
  cli('demo', '--out', 'sick.sqlite3', '--users', '300', '--fault', '0.05');
  const kept = ['--database', 'db.sqlite3', '--store', 'known-store.sqlite3', '--format', 'html', '--output', 'known.html'];
  // The second has a trend.
  for (let runs = 0; runs < 2; runs++) runCli(kept, { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  cli('--database', 'sick.sqlite3', '--all', '--report', 'html=audit.html');
  cli('--database', 'sick.sqlite3', '--all', '--fix-issues', '--yes', '--store', 'store.sqlite3', '--report', 'html=repair.html');
  const [hostile, large] = [hostileRun(), largeRun()];
  writeFileSync(folder.file('hostile.html'), reportOf('html', hostile.result, hostile.events));
  writeFileSync(folder.file('large.html'), reportOf('html', large.result, large.events));
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  folder.remove();
});

describe.each(['audit', 'repair', 'hostile', 'large'])('the page of a run (%s)', (name) => {
  // Pages are laid out alike, and axe takes ten seconds for a thousand findings: without time for all, the other pages are looked at when narrow.
  it.each(WIDTHS)('is accessible in light and dark, loads nothing and does not scroll sideways, %i wide', async (width) => {
    const { page, trouble } = await openFile(browser, folder.file(`${name}.html`), {
      reducedMotion: 'reduce',
      viewport: { width, height: 900 },
    });
    await page.locator('#bar').waitFor();
    await page.locator('.more summary').first().click();
    if (isThorough || name === 'audit' || width === 390) {
      expect(await axeFaults(page), 'light').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeFaults(page, RULES_OF_COLOURS), 'dark').toEqual([]);
    }
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the page', () => {
  it('is read without scripts: no filter, nothing that does not work, the same findings', async () => {
    const { page } = await openFile(browser, folder.file('large.html'), { javaScriptEnabled: false });
    expect(await page.locator('h1').textContent()).toBe('1,000 issues require attention');
    expect(await page.locator('.rows tr').count()).toBe(201);
    expect(await page.locator('#bar').isVisible()).toBe(false);
    expect(await page.locator('.copy').isVisible()).toBe(false);
    expect(await page.locator('.rest-note').textContent()).toContain('800 more');
    await page.context().close();
  });

  it('searches all rows, filters by severity, and keeps both in its address', async () => {
    const { page } = await openFile(browser, folder.file('large.html'));
    const shown = page.locator('#shown');
    await shown.waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('person99');
    await expect.poll(() => shown.textContent()).toBe('11 of 1,001 findings');
    expect(await page.locator('.rows .ttl').allTextContents()).toContain('person999 <b>');
    await page.getByRole('checkbox', { name: 'Warning' }).uncheck();
    await expect.poll(() => shown.textContent()).toBe('0 of 1,001 findings');
    await page.keyboard.press('/');
    await page.locator('#filter').fill('');
    await expect.poll(() => shown.textContent()).toBe('1 of 1,001 findings');
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await expect.poll(() => shown.textContent()).toBe('1 of 1,001 findings');
    await page.context().close();
  });

  it('draws rows where one scrolls to, and takes them away again', async () => {
    const { page, trouble } = await openFile(browser, folder.file('large.html'), { viewport: { width: 1280, height: 800 } });
    await page.locator('#bar').waitFor();
    await page.locator('#performance').scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('.rows .ttl').allTextContents()).toContain('person999 <b>');
    expect(await page.locator('.rows .ttl').count()).toBeLessThan(600);
    const last = page.locator('tr', { hasText: 'person999' });
    expect(await last.getAttribute('aria-rowindex')).toBe('1002');
    expect(await page.locator('#list').getAttribute('aria-rowcount')).toBe('1004');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('shows every text as text, whatever it holds', async () => {
    const { page, trouble } = await openFile(browser, folder.file('hostile.html'));
    const text = (await page.locator('#findings').textContent()) ?? '';
    const shown = MEDIUM_TEXTS.filter((each) => /^[\x20-\x7e]+$/.test(each) && each.trim() === each);
    // One check in five of a kind finds something; the others stand elsewhere in the page.
    expect(shown.filter((each) => text.includes(each)).length).toBeGreaterThan(shown.length / 3);
    expect(await page.locator('#findings img, #findings script, #findings h1').count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('prints the known case on three pages of A4 at most', async () => {
    const { page } = await openFile(browser, folder.file('known.html'));
    expect(await page.locator('.trend .chart').count()).toBe(2);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(3);
    await page.context().close();
  });
});
