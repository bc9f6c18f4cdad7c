import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axeCore from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Chromium of the system; fails where there is none, as CI installs one. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
}

function chromiumPath(): string {
  const places = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('There is no chromium on PATH: apt-get install chromium');
  return found;
}

/** A page that is open, with everything that must not have happened in it. */
export interface OpenPage {
  readonly page: Page;
  /** Requests besides the one for the page, what the console says, errors, dialogs. */
  readonly trouble: readonly string[];
}

/** Opens a file as somebody does who has been sent it. */
export async function openFile(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) trouble.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => void trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, trouble };
}

/** The rules for which it matters what colours a page has. */
export const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong, with where: a policy that runs no other script does not stop a debugger's.
 *
 * @param runOnly the rules that are looked at; all unless given
 */
export async function axeFaults(page: Page, runOnly?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axeCore.source);
  return page.evaluate(
    async (options) => {
      const { axe } = globalThis as unknown as typeof import('axe-core') & { axe: typeof import('axe-core') };
      const { violations } = await axe.run(options);
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
      );
    },
    runOnly === undefined ? {} : { runOnly: [...runOnly] },
  );
}
