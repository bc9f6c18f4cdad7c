import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, startBrowser } from '../support/browser.ts';
import { openAs, startDashboard, type Dashboard } from './dashboard.ts';
import { walkFaults } from './walk.ts';

let browser: Browser;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, dashboard] = await Promise.all([startBrowser(), startDashboard()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await dashboard.stop();
});

describe.each([
  [1280, 'light'],
  [768, 'light'],
  [390, 'dark'],
] as const)('findings, %i wide, %s', (width, colorScheme) => {
  it('are accessible as a list and by themselves, with evidence open', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/findings', { colorScheme, viewport: { width, height: 900 } });
    await page.locator('.list .ttl').first().waitFor();
    await page
      .getByRole('button', { name: /^Evidence/ })
      .first()
      .click();
    // On phones one finding is acknowledged on its own page.
    if (width > 760) await page.locator('.list tbody input[type=checkbox]').first().check();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.locator('.list .ttl a').first().click();
    await page.waitForURL(/\/findings\/[0-9a-f]{32}$/);
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    // The timeline, what a repair would do, and the row as SQL come from the database itself.
    await page.getByRole('heading', { name: 'Its row as SQL' }).waitFor();
    await expect.poll(() => page.getByRole('heading', { name: 'What a repair would do' }).count()).toBe(1);
    await expect.poll(() => page.locator('ol.tl').first().locator('li').count()).toBeGreaterThan(1);
    expect([await axeFaults(page), await walkFaults(page)]).toEqual([[], []]);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

describe('the list of findings', () => {
  it('holds its filters in the address, takes them away by their chips, and goes back to what was', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/findings');
    await page.locator('.list .ttl').first().waitFor();
    // A finding is a sentence, not what the command line heads it with.
    await expect.poll(() => page.locator('.list .ttl').first().innerText()).not.toMatch(/->|\(ID: /);
    const all = await page.locator('.head p').innerText();
    await page.getByLabel('Check', { exact: true }).selectOption('quest-assignment');
    await page.waitForURL('**/findings?check=quest-assignment');
    await expect.poll(() => page.locator('.head p').innerText()).not.toBe(all);
    await expect.poll(() => page.locator('.cmd code').last().innerText()).toBe('peerquest-audit findings --check quest-assignment');
    expect(await walkFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Without the filter Check' }).press('Enter');
    await page.waitForURL('**/findings');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Findings');
    await expect.poll(() => page.locator('.head p').innerText()).toBe(all);
    await page.goBack();
    await page.waitForURL('**/findings?check=quest-assignment');
    // Who may only look is offered nothing to choose.
    await expect.poll(() => page.locator('.list input[type=checkbox]').count()).toBe(0);
    await page.context().close();
  });

  it('is in groups where one wants it: heads with counts, opened in the address, read when they are opened', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/findings');
    await page.getByLabel('Groups', { exact: true }).selectOption('user');
    await page.waitForURL('**/findings?by=user');
    const head = (index: number) => page.locator('tr.grp button').nth(index);
    await expect.poll(() => head(0).innerText()).toMatch(/^About no user\s+\d+$/);
    await expect.poll(() => page.locator('.list .ttl').count()).toBe(0);
    await head(1).focus();
    const name = (await head(1).innerText()).split(/\s/)[0] ?? '';
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/findings?by=user&open=${name}`);
    await expect.poll(() => head(1).getAttribute('aria-expanded')).toBe('true');
    // The groups before it count, too.
    const before = Number(/\d+$/.exec(await head(0).innerText())?.[0]);
    await expect
      .poll(() => page.locator('.foot.rows span').first().innerText())
      .toMatch(new RegExp(`^Rows ${before + 1} to \\d+ of \\d+$`));
    await page.keyboard.press('j');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'))).toBe('4');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/findings?by=user&open=${name}%2C%25`);
    await expect.poll(() => page.locator('tr.grp button[aria-expanded=true]').count()).toBe(2);
    await page.locator('.list .ttl').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.goBack();
    await page.waitForURL(`**/findings?by=user&open=${name}`);
    await expect.poll(() => page.locator('tr.grp button[aria-expanded=true]').count()).toBe(1);
    await page.getByRole('link', { name: `Only these: ${name}`, exact: true }).click();
    await page.waitForURL(`**/findings?user=${name}`);
    await expect.poll(() => page.locator('.list .ttl').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.foot.rows span').first().innerText()).toMatch(/^Rows 1 to \d+ of \d+$/);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('draws only the rows near the view, moves by keys, and is as it was left when one comes back', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/findings', { viewport: { width: 1280, height: 300 } });
    await page.locator('.list .ttl').first().waitFor();
    await expect.poll(() => page.locator('.list').getAttribute('aria-rowcount').then(Number)).toBeGreaterThan(40);
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'))).toBe('3');
    await page.keyboard.press('Space');
    await page.locator('tr.det').waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await expect.poll(() => page.getByRole('region', { name: 'Selection' }).innerText()).toContain('2 findings chosen.');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('region', { name: 'Selection' }).count()).toBe(0);
    const drawn = (): Promise<number[]> =>
      page.locator('.list tr[data-row]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
    const down = async (): Promise<number> => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      return Math.max(...(await drawn()));
    };
    await expect.poll(down).toBeGreaterThan(40);
    const rows = await drawn();
    expect(rows.length).toBeLessThan(30);
    // Who has the focus keeps it, however far the view moves on.
    expect(rows[0]).toBe(4);
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'))).toBe('4');
    await page.evaluate(() => scrollBy(0, -200));
    const link = page.locator(`.list tr[aria-rowindex="${rows.at(-4) ?? 0}"] .ttl a`);
    await link.focus();
    const [sentence, top] = [await link.innerText(), await page.evaluate(() => scrollY)];
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/findings\/[0-9a-f]{32}$/);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    const own = page.url();
    await page.keyboard.press(']');
    await page.waitForURL((url) => /findings\/[0-9a-f]{32}$/.test(url.pathname) && url.href !== own);
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    await page.keyboard.press('[');
    await page.waitForURL(own);
    for (const url of [/findings\/[0-9a-f]{32}$/, own, /findings$/]) {
      await page.goBack();
      await page.waitForURL(url);
    }
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(sentence);
    await expect.poll(() => page.evaluate((before) => Math.abs(scrollY - before), top)).toBeLessThan(60);
    await page.context().close();
  });

  it('comes back to the row whose link was followed, although nothing had to move for it', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/findings', { viewport: { width: 1280, height: 900 } });
    await page.locator('.list .ttl').first().waitFor();
    await page.keyboard.press('j');
    const link = page.locator('.list tr[aria-rowindex="5"] .ttl a');
    const sentence = await link.innerText();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    await page.goBack();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(sentence);
    await page.context().close();
  });

  it('says when nothing matches, and how to get out of that', async () => {
    const { page } = await openAs(browser, dashboard, 'vera', '/findings?user=nobody');
    await page.getByText('No finding matches.').waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.waitForURL('**/findings');
    await page.context().close();
  });

  it('acknowledges what is chosen, for a reason, and tells it from then on', async () => {
    const { page } = await openAs(browser, dashboard, 'otto', '/findings?check=quest-status');
    await page.locator('.list .ttl').first().waitFor();
    const first = await page.locator('.list .ttl').first().innerText();
    const before = await page.locator('.list .ttl').count();
    await page.locator('.list tbody input[type=checkbox]').first().press('Space');
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Acknowledge' }).press('Enter');
    await page.keyboard.type('known since the move');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    // The bar is gone with what was chosen: the focus is where that was.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first);
    expect(before).toBeGreaterThan(0);
    const told = await page.evaluate(async () => {
      const answer = await fetch('/api/v1/databases/default/acknowledgements');
      return ((await answer.json()) as { acknowledgements: { reason: string; by: string }[] }).acknowledgements;
    });
    expect(first).not.toBe('');
    expect(told).toMatchObject([{ reason: 'known since the move', by: 'otto' }]);
    await page.context().close();
  });

  it('acknowledges all that match at once, as they were seen', async () => {
    const { page, trouble } = await openAs(browser, dashboard, 'otto', '/findings?severity=warning');
    await page.locator('.list .ttl').first().waitFor();
    await page.getByLabel('Choose all that are shown').check();
    const bar = page.getByRole('region', { name: 'Selection' });
    const read = Number(/^\d+/.exec(await bar.innerText())?.[0]);
    // Where all that match are read there is nothing more to choose.
    await expect.poll(() => bar.getByRole('button', { name: /^Choose all/ }).count()).toBe(0);
    expect(read).toBeGreaterThan(1);
    await page.getByLabel('Groups', { exact: true }).selectOption('check');
    await page.locator('tr.grp button').first().click();
    await page.locator('.list .ttl').first().waitFor();
    await page.getByLabel('Choose all that are shown').check();
    await bar.getByRole('button', { name: `Choose all ${read} that match` }).click();
    await expect.poll(() => bar.innerText()).toContain(`All ${read} findings that match are chosen.`);
    await bar.getByRole('button', { name: 'Acknowledge' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.locator('code').innerText()).toMatch(/^peerquest-audit ack --all-current --only [\w,-]+ --reason "…"$/);
    await dialog.getByLabel('Reason').fill('known as a whole');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await expect.poll(() => dialog.getByRole('status').innerText()).toMatch(/^\d+ findings acknowledged\./);
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});
