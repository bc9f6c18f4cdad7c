import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './support/browser.ts';
import { temporaryFolder } from './support/cli.ts';
import { isThorough } from './support/thorough.ts';

/** It builds for ten seconds, which `.ci/run` does anyway: what the build lets pass is looked at where there is time. */
describe.runIf(isThorough)('the book as a site', () => {
  const folder = temporaryFolder();
  const site = folder.file('book');
  let browser: Browser;
  let pages: readonly string[] = [];
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/book.mjs', site], { stdio: 'pipe' });
    pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    browser = await startBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    folder.remove();
  });

  it('has every page of the book, and one for each type and function of the library', () => {
    const written = ['docs', 'docs/checks', 'docs/decisions'].flatMap((from) =>
      readdirSync(from)
        .filter((name) => name.endsWith('.md') && join(from, name) !== 'docs/README.md')
        .map((name) => join(from, name).replace(/^docs\/(.*)\.md$/, '$1.html')),
    );
    expect(written.filter((page) => !pages.includes(page))).toEqual([]);
    expect(pages.filter((page) => /\b(?:audit|parseDatabaseUrl|DatabaseAddress|CheckResult)\.html$/.test(page))).toHaveLength(4);
  });

  it('leads to what is there, and takes nothing from elsewhere', () => {
    const texts = new Map(pages.map((page) => [join(site, page), readFileSync(join(site, page), 'utf8')]));
    const has = (file: string, anchor: string): boolean => texts.get(file)?.includes(` id="${anchor}"`) ?? true;
    const broken: string[] = [];
    for (const [file, text] of texts) {
      for (const [, attribute = '', link = ''] of text.matchAll(/<[^>]+? (href|src)="([^"]*)"/g)) {
        if (/^[a-z]+:/.test(link)) {
          if (attribute === 'src') broken.push(`${file}: ${link}`);
          continue;
        }
        const [path = '', anchor] = decodeURI(link.replaceAll('&amp;', '&')).split('#');
        const to = path === '' ? file : join(dirname(file), path);
        const isThere = statSync(to, { throwIfNoEntry: false })?.isFile() === true;
        if (!isThere || (anchor !== undefined && anchor !== '' && !has(to, anchor))) broken.push(`${file}: ${link}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('finds a page by its words in a browser without a network, from the folder', async () => {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) trouble.push(request.url());
    });
    page.on('pageerror', (error) => void trouble.push(error.message));
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await page.locator('#tsd-search-trigger').click();
    await page.keyboard.type('amcheck');
    const first = page.locator('#tsd-search-results a').first();
    await expect.poll(() => first.innerText()).toBe('Backups: would this one serve?');
    await first.click();
    await expect.poll(() => page.locator('h1').innerText()).toBe('Backups: would this one serve?');
    expect(trouble).toEqual([]);
    await context.close();
  });
});
