import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashPassword, HttpService, NewsBook } from '../../src/server/index.ts';
import { sharedStore } from '../../src/history/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { MonitorPort } from '../../src/server/ports.ts';
import type { Runner } from '../../src/service/index.ts';
import type { Log, LogFacts } from '../../src/log.ts';
import { systemTimer } from '../../src/timer.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { ThreadExplainer } from '../../src/daemon/thread-explainer.ts';
import { ThreadRunner } from '../../src/daemon/thread-runner.ts';
import { jobsOf } from '../../src/daemon/jobs-of.ts';
import { servedDatabases } from '../../src/daemon/served-databases.ts';
import { ask, type Asked, type Asking } from './asked.ts';
import { temporaryFolder } from './cli.ts';
import { runInProcess } from './in-process.ts';
import { KeptFolder } from './kept.ts';
import { heldAgainstRules } from './refused.ts';

/** Passwords of the accounts of a service under test. */
export const PASSWORDS = { vera: 'viewer of everything', otto: 'operator of audits', ada: 'admin of the house' } as const;
export type Person = keyof typeof PASSWORDS;
const ROLES = { vera: 'viewer', otto: 'operator', ada: 'admin' } as const;

let hashes: Promise<Record<Person, string>> | null = null;

/** Their hashes: made once, as each takes its time. */
async function passwordHashes(): Promise<Record<Person, string>> {
  hashes ??= Promise.all([hashPassword(PASSWORDS.vera), hashPassword(PASSWORDS.otto), hashPassword(PASSWORDS.ada)]).then(
    ([vera, otto, ada]) => ({
      vera,
      otto,
      ada,
    }),
  );
  return hashes;
}

/** A service in this process, with a database of its own. */
export interface Served {
  readonly port: number;
  readonly folder: ReturnType<typeof temporaryFolder>;
  /** What it has logged. */
  readonly logged: readonly ({ readonly event: string } & LogFacts)[];
  /** What it has told whoever started it. */
  readonly said: readonly string[];
  /** The time; it can be set. */
  now: () => Date;
  /** Asks as a stranger; whatever is refused is held against the rules of `refused.ts`. */
  ask(path: string, asking?: Asking): Promise<Asked>;
  /** Signs somebody in, and returns what their browser sends from then on. */
  signedIn(person: Person): Promise<Readonly<Record<string, string>>>;
  /** A hash of everything in database and store, by file. */
  files(): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** How a service under test differs from others. */
export interface Serving {
  readonly serve?: object;
  /** Without any account. */
  readonly isNew?: boolean;
  readonly settings?: object;
  readonly listen?: object;
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder of another one, whose store it uses. */
  readonly folder?: ReturnType<typeof temporaryFolder>;
  readonly monitor?: MonitorPort | null;
  /** Runs what is wished for; threads of the built program unless given. */
  readonly runner?: Runner;
}

/** Starts a service on a free port of this machine. */
export async function served({
  serve = {},
  isNew = false,
  settings = {},
  listen = {},
  environment = {},
  folder,
  monitor = null,
  runner: given,
}: Serving = {}): Promise<Served> {
  const place = folder ?? temporaryFolder();
  if (folder === undefined) await runInProcess(['demo', '--out', place.file('main.sqlite3')]);
  const known = isNew ? null : await passwordHashes();
  const accounts =
    known === null
      ? {}
      : {
          accounts: Object.fromEntries(Object.entries(known).map(([name, password]) => [name, { role: ROLES[name as Person], password }])),
        };
  const config = place.file('config.json');
  const written = {
    database: place.file('main.sqlite3'),
    store: place.file('store.sqlite3'),
    serve: { ...accounts, ...serve },
    ...settings,
  };
  writeFileSync(config, JSON.stringify(written), { mode: 0o600 });
  const workspace = await Workspace.open({ config }, environment);
  const store = sharedStore(parseDatabaseUrl(place.file('store.sqlite3')));
  const logged: ({ event: string } & LogFacts)[] = [];
  const said: string[] = [];
  const tell = (event: string, facts: LogFacts = {}): void => void logged.push({ event, ...facts });
  const log: Log = { debug: tell, info: tell, warn: tell, error: tell };
  const clock = { now: (): Date => new Date() };
  const news = new NewsBook(() => clock.now());
  const runner: Runner =
    given ??
    new ThreadRunner({
      workspace: { config },
      began: (run) => news.follow(run, run.wish.database ?? 'default'),
      ended: () => Promise.resolve(),
      script: pathToFileURL(resolve('dist/run-worker.js')),
    });
  const explainer = new ThreadExplainer({ workspace: { config }, script: pathToFileURL(resolve('dist/explain-worker.js')) });
  const databases = await servedDatabases(workspace, undefined);
  const service = new HttpService({
    settings: workspace.settings,
    environment,
    databases,
    jobs: jobsOf(workspace.settings, databases),
    store,
    clock: () => clock.now(),
    timer: systemTimer,
    log,
    runner,
    explainer,
    news,
    monitor,
    listen: { port: 0, ...listen },
    say: (line) => void said.push(line),
  });
  said.push(...(await service.describe()));
  await service.start();
  const address = logged.find(({ event }) => event === 'http-listening')?.['address'];
  const port = Number(new URL(String(address)).port);
  const kept = new KeptFolder(place.path, 'store.sqlite3');
  const asked = heldAgainstRules(
    (path, asking) => ask(port, path, asking),
    kept,
    () => databases.some(({ name }) => runner.running(name).length > 0),
  );
  return {
    port,
    folder: place,
    logged,
    said,
    get now() {
      return clock.now;
    },
    set now(now) {
      clock.now = now;
    },
    ask: asked,
    async signedIn(person) {
      const answer = await asked('/api/v1/session', { method: 'POST', body: { name: person, password: PASSWORDS[person] } });
      if (answer.status !== 200) throw new Error(`${person} is not let in: ${answer.status} ${answer.body}`);
      return { cookie: cookieFrom(answer), origin: `http://127.0.0.1:${port}` };
    },
    files: () => kept.files(),
    async stop() {
      await explainer.stop();
      await runner.stop();
      await service.stop();
      await store.close();
      if (folder === undefined) place.remove();
    },
  };
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieFrom({ headers }: Asked): string {
  return String(headers['set-cookie']).split(';')[0] ?? '';
}
