import Database from 'better-sqlite3';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../../src/server/index.ts';
import { ask, type Asked } from '../../support/asked.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { keptIn } from '../../support/kept.ts';
import { closeListening, listening } from '../../support/listening.ts';
import { refused } from '../../support/refused.ts';
import { startService, type ServiceProcess } from '../../support/service-process.ts';

const DATABASE = 'canary-of-the-database';
const PASSWORD = 'canary of the account';
const HOOK = `whsec_${Buffer.from('canary of the webhook, long enough').toString('base64')}`;
const BROKEN = 'canary-that-is-no-secret-of-a-webhook';
const HEADER = 'canary-of-a-header';
const base = '/api/v1/databases/default';

const folder = temporaryFolder();
let service: ServiceProcess;
let port = 0;
let headers: Readonly<Record<string, string>> = {};
const answers: Asked[] = [];
beforeAll(async () => {
  // A receiver that fails and says what it was sent.
  const receiver = await listening(
    createServer((request, response) => void response.writeHead(500).end(JSON.stringify(request.headers) + HOOK)),
  );
  const hook = { type: 'webhook', url: `http://127.0.0.1:${receiver}/${HEADER}`, secret: 'env:HOOK' };
  const config = {
    store: 'store.sqlite3',
    serve: { accounts: { ada: { role: 'admin', password: await hashPassword(PASSWORD) } } },
    alerts: { channels: { hook, broken: { ...hook, secret: `file:${folder.file('hook.secret')}` } }, allow: [`127.0.0.1:${receiver}`] },
  };
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify(config), { mode: 0o600 });
  writeFileSync(folder.file('hook.secret'), HOOK, { mode: 0o600 });
  const before = process.umask(0);
  // Its database is away, and its password stands on the command line.
  service = startService(['--database', `postgresql://audit:${DATABASE}@127.0.0.1:1/game`], {
    cwd: folder.path,
    env: { HOOK, XDG_CONFIG_HOME: folder.file('own') },
  });
  process.umask(before);
  await service.until(/"event":"service-started"/);
  // The start would refuse it: it is broken later.
  writeFileSync(folder.file('hook.secret'), BROKEN);
  port = Number(/"address":"http:[^"]+:(\d+)"/.exec(service.printed())?.[1]);
  const signedIn = await ask(port, '/api/v1/session', { method: 'POST', body: { name: 'ada', password: PASSWORD } });
  headers = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '', origin: `http://127.0.0.1:${port}` };
}, 60_000);
afterAll(async () => {
  await service.end('SIGKILL');
  await closeListening();
  folder.remove();
});

const asked = async (path: string, method = 'GET', body?: object): Promise<Asked> => {
  const answer = await ask(port, path, { method, headers, ...(body === undefined ? {} : { body }) });
  answers.push(answer);
  return answer;
};

/** Every file below the folder, by its path. */
const written = (): readonly string[] =>
  readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .map((name) => folder.file(name))
    .filter((file) => statSync(file).isFile());

describe('attack 19: a process in trouble', () => {
  it('says one sentence outside, whatever has failed', { timeout: 60_000 }, async () => {
    const begun = await asked(`${base}/audits`, 'POST', {});
    expect(begun.status).toBe(202);
    await expect.poll(async () => (await asked(String(begun.headers['location']))).body, { timeout: 20_000 }).toContain('"failed"');
    await asked(`${String(begun.headers['location'])}/events`);
    for (const name of ['hook', 'broken']) await asked(`/api/v1/alerts/${name}/tests`, 'POST', {});
    answers.push(await ask(port, '/health'));
    await asked('/metrics');
    await asked('/api/v1/alerts');
    // Something that nobody thought of: a table is gone.
    const store = new Database(folder.file('store.sqlite3'));
    const [table] = store.prepare("select name from sqlite_master where type = 'table' and name like '%token%'").pluck().all();
    store.exec(`alter table ${String(table)} rename to gone`);
    // There is no database to be left alone: the configuration stands for it.
    const files = () => keptIn(folder.file('peerquest-audit.config.json'), folder.file('store.sqlite3'));
    const [broken] = await refused({ files }, 503, () => asked('/api/v1/tokens'));
    store.exec(`alter table gone rename to ${String(table)}`);
    store.close();
    for (const { status, headers: told, body } of answers) {
      expect([status, body]).toEqual([status, expect.not.stringMatching(/\n\s+at |node:|\/tmp\/|\bselect |SQLITE|ECONN|127\.0\.0\.1:1/)]);
      expect(told['set-cookie']).toBeUndefined();
    }
    const { correlation } = JSON.parse(broken.body) as { correlation: string };
    await expect.poll(() => service.printed()).toContain(correlation);
    // Who has signed in is told which address does not answer.
    expect((await asked('/health')).body).toContain('postgresql://audit@127.0.0.1:1/game');
  });

  it('leaves no secret in anything that it writes, says or is called', () => {
    const backup = new Database(folder.file('store.sqlite3'));
    backup.exec(`vacuum into '${folder.file('backup.sqlite3')}'`);
    backup.close();
    const secrets = [DATABASE, PASSWORD, HOOK, HOOK.slice(6), BROKEN, HEADER, headers['cookie']?.split('=')[1] ?? 'none'];
    const said: [string, string][] = [
      ['output', service.printed()],
      ['answers', JSON.stringify(answers)],
      ['command line', process.platform === 'linux' ? readFileSync(`/proc/${service.child.pid ?? 0}/cmdline`, 'latin1') : ''],
      // The configuration and the file of a secret are the operator's own, and are read only.
      ...written()
        .filter((file) => !/(?:config\.json|hook\.secret)$/.test(file))
        .map((file): [string, string] => [file, readFileSync(file, 'latin1')]),
    ];
    expect(said.length).toBeGreaterThan(4);
    for (const [where, text] of said) expect([where, secrets.filter((secret) => text.includes(secret))]).toEqual([where, []]);
  });

  it('makes files that nobody else reads, whatever the umask, and takes no store that everybody can get at', () => {
    for (const file of written().filter((name) => /store(?:\.sqlite3|-key)/.test(name)))
      expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
    const store = folder.file('other.sqlite3');
    writeFileSync(folder.file('hook.secret'), HOOK);
    const serve = () => runCli(['serve', '--check', '--store', store, '--database', 'demo.sqlite3'], { cwd: folder.path, env: { HOOK } });
    runCli(['demo', '--out', 'demo.sqlite3'], { cwd: folder.path });
    writeFileSync(store, '', { mode: 0o600 });
    expect(serve().code).toBe(0);
    chmodSync(store, 0o604);
    expect(serve()).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^peerquest-audit: Every user of this machine can get at the store ".*other\.sqlite3" \(mode 604\), .* chmod o-rwx, and start again\.\n$/,
      ) as string,
    });
  });
});
