import { writeFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { hashPassword } from '../../src/server/access/password-hash.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { PASSWORDS, type Person } from '../support/served.ts';
import { startService } from '../support/service-process.ts';

const ROLES = { vera: 'viewer', otto: 'operator', ada: 'admin' } as const;

/** The built service on a database of its own, with a history of two audits, and an account for each role. */
export interface Dashboard {
  readonly url: string;
  readonly folder: ReturnType<typeof temporaryFolder>;
  stop(): Promise<void>;
}

/** What a dashboard under test differs in. */
export interface DashboardWish {
  /** An address of a database; a generated one with 300 users unless given. */
  readonly database?: string;
  /** Members of the configuration besides. */
  readonly settings?: object;
  /** Audits that the history has. */
  readonly audits?: number;
}

/** Starts the built command as an operator would. */
export async function startDashboard({ database, settings = {}, audits = 2 }: DashboardWish = {}): Promise<Dashboard> {
  const folder = temporaryFolder();
  if (database === undefined)
    runCli(['demo', '--users', '300', '--fault', '0.05', '--seed', '7', '--out', 'db.sqlite3'], { cwd: folder.path });
  const people = Object.entries(PASSWORDS) as [Person, string][];
  const accounts = Object.fromEntries(
    await Promise.all(
      people.map(async ([name, password]) => [name, { role: ROLES[name], password: await hashPassword(password) }] as const),
    ),
  );
  const config = { database: database ?? folder.file('db.sqlite3'), store: folder.file('store.sqlite3'), serve: { accounts }, ...settings };
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify(config), { mode: 0o600 });
  for (let done = 0; done < audits; done++) {
    const { code, stderr } = runCli(['audit', '--all', '--detailed'], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    if (code !== 0 && code !== 1) throw new Error(stderr);
  }
  const service = startService([], { cwd: folder.path });
  await service.until(/"event":"service-started"/);
  const url = /"address":"(http:[^"]+)"/.exec(service.printed())?.[1];
  if (url === undefined) throw new Error(service.printed());
  return {
    url,
    folder,
    async stop() {
      await service.end();
      folder.remove();
    },
  };
}

/** A page of the dashboard, with everything that must not have happened in it. */
export interface DashboardPage {
  readonly page: Page;
  /** Requests to others, what the console says, errors, breaches of the Content-Security-Policy, dialogs. */
  readonly trouble: string[];
}

/** What the browsers of those keep who have signed in already, by dashboard and person: it takes as long as a test. */
const signedIn = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

/** Opens a page as somebody who has signed in, or does so on the way. */
export async function openAs(
  browser: Browser,
  { url }: Pick<Dashboard, 'url'>,
  person: Person,
  path = '/',
  options: BrowserContextOptions = {},
): Promise<DashboardPage> {
  const key = `${url} ${person}`;
  const state = signedIn.get(key);
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    ...(state === undefined ? {} : { storageState: state }),
    ...options,
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) trouble.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => void trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const isIn = state !== undefined && (await context.request.get(`${url}/api/v1/session`)).ok();
  if (isIn) await page.goto(url + path);
  else {
    await page.goto(`${url}/sign-in?next=${encodeURIComponent(path)}`);
    await page.fill('input[name=name]', person);
    await page.fill('input[name=password]', PASSWORDS[person]);
    await page.click('button.p');
    await page.waitForURL(`${url}${path}`);
    signedIn.set(key, await context.storageState());
  }
  await settled(page);
  return { page, trouble };
}

/** When everything that a page asks for has come, however slow the machine is. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** Asks the API as the one who has signed in on this page. */
export async function askOf<T>(page: Page, path: string, method = 'GET', body?: object): Promise<T> {
  const asking = { path: `/api/v1${path}`, method, body: body === undefined ? null : JSON.stringify(body) };
  return page.evaluate(async (wish) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(wish.path, { method: wish.method, ...(wish.body === null ? {} : { body: wish.body, headers }) });
    const text = await answer.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  }, asking);
}
